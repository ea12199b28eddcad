"""Checks for `pooling`."""

import torch
import torch.nn.functional as F

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    points,
)

RULES = Rules(refuse=("pooling",))
EXPERIMENT = (
    "Number two channels, X = torch.arange(32.0).reshape(1, 2, 4, 4): with a window of 2, which number stands first "
    "in each channel of the result, for max and for avg? Then take the max of -1 - X with padding 1: is there a "
    "number at the border that is not in it?"
)

MODES = ("max", "avg")


def by_pytorch(X, pool_size, mode="max", padding=(0, 0), stride=None):
    pool = F.max_pool2d if mode == "max" else F.avg_pool2d
    return pool(X, pool_size, stride=stride, padding=padding)


def one_map(X, pool_size, mode="max"):
    return by_pytorch(X[None, None], pool_size, mode, stride=1)[0, 0]


def judge_layer(student, X, pool_size, mode, *padding_and_stride):
    expected = by_pytorch(X.double(), pool_size, mode, *padding_and_stride).to(X.dtype)
    assert_close(student.pool2d_layer(X, pool_size, mode, *padding_and_stride), expected, magnitude=5)


@points(1, hint="Write down the four windows of 2 × 2: which number of each should stay?")
def test_max(student, inputs):
    """max pooling of the text's 3 × 3 map gives [[4, 5], [7, 8]]"""
    X = torch.arange(9.0).reshape(3, 3)
    assert_close(student.pool2d(X, (2, 2)), torch.tensor([[4.0, 5.0], [7.0, 8.0]]))
    X = inputs.normal(5, 5)
    assert_close(student.pool2d(X, (3, 3), "max"), one_map(X, (3, 3)))


@points(1, hint="Write down the four windows of 2 × 2: what are their means?")
def test_avg(student, inputs):
    """average pooling of the text's 3 × 3 map gives [[2, 3], [5, 6]]"""
    X = torch.arange(9.0).reshape(3, 3)
    assert_close(student.pool2d(X, (2, 2), "avg"), torch.tensor([[2.0, 3.0], [5.0, 6.0]]))
    X = inputs.normal(5, 5)
    assert_close(student.pool2d(X, (3, 3), mode="avg"), one_map(X, (3, 3), "avg"), magnitude=5)


@points(1, needs=("max", "avg"), hint="Height and width of the map and of the window are four different numbers.")
def test_any_shape(student, inputs):
    """maps and windows need not be square; an int window is"""
    for shape, pool_size in (
        ((4, 6), (2, 3)),
        ((6, 3), (4, 1)),
        ((1, 5), (1, 2)),
        ((2, 3), (2, 3)),
        ((5, 4), 3),
        ((3, 2), 1),
    ):
        for mode in MODES:
            X = inputs.normal(*shape)
            assert_close(student.pool2d(X, pool_size, mode), one_map(X, pool_size, mode), magnitude=5)


@points(2, hint="What does your function do when `mode` is neither of the two words?")
def test_unknown_mode(student, inputs):
    """a mode that is neither "max" nor "avg" raises ValueError, in both functions"""
    student.pool2d(inputs.normal(3, 3), (2, 2), "avg")  # good input is taken
    student.pool2d_layer(inputs.normal(1, 1, 4, 4), (2, 2), "avg")
    for mode in ("median", "sum", "mean", ""):
        assert_raises(ValueError, student.pool2d, inputs.normal(3, 3), (2, 2), mode, naming="mode")
        assert_raises(ValueError, student.pool2d_layer, inputs.normal(1, 1, 4, 4), (2, 2), mode, naming="mode")


@points(2, hint="Windows that do not overlap: where does the second begin?")
def test_layer_stride_is_the_window(student, inputs):
    """without a stride, the layer's windows lie side by side"""
    for shape, pool_size in (((4, 6), (2, 3)), ((5, 5), (2, 2)), ((6, 4), (3, 4)), ((7, 2), (2, 1)), ((4, 4), 2)):
        for mode in MODES:
            judge_layer(student, inputs.normal(1, 1, *shape), pool_size, mode)


@points(
    2, needs="layer_stride_is_the_window", hint="Raise one channel by 100: which outputs should notice, and which do?"
)
def test_channels_stay_apart(student, inputs):
    """every channel of every picture is pooled by itself"""
    for n, c in ((1, 3), (4, 1), (2, 5)):
        for mode in MODES:
            judge_layer(student, inputs.normal(n, c, 4, 6), (2, 3), mode)


@points(
    2,
    needs="layer_stride_is_the_window",
    hint="Move the window by the stride, and stop where it would hang over the edge.",
)
def test_layer_stride(student, inputs):
    """a stride smaller or larger than the window is honoured, on each axis"""
    for shape, pool_size, stride in (((5, 7), (2, 3), (1, 2)), ((6, 5), (2, 2), (3, 1)), ((8, 9), (3, 2), 2)):
        for mode in MODES:
            judge_layer(student, inputs.normal(1, 1, *shape), pool_size, mode, (0, 0), stride)


@points(
    2, needs="layer_stride_is_the_window", hint="Over an all-negative map, which padding value is never the largest?"
)
def test_max_never_picks_the_padding(student, inputs):
    """the maximum of an all-negative map is negative, at the border too"""
    for shape, pool_size, padding in (((4, 4), (3, 3), (1, 1)), ((4, 5), (3, 4), (1, 1)), ((3, 6), (5, 5), (2, 2))):
        X = -1 - inputs.uniform(1, 1, *shape)
        judge_layer(student, X, pool_size, "max", padding)
        judge_layer(student, X * 1e30, pool_size, "max", padding)


@points(
    2,
    needs="layer_stride_is_the_window",
    hint="Pool a map of ones with padding 1: what is the average in the corner, where one of four places is real?",
)
def test_avg_counts_the_padding(student, inputs):
    """the average divides by the size of the window, padded places included"""
    for shape, pool_size, padding in (((4, 4), (3, 3), (1, 1)), ((4, 5), (3, 4), (1, 1)), ((3, 6), (5, 5), (2, 2))):
        judge_layer(student, inputs.normal(1, 1, *shape, mean=2.0), pool_size, "avg", padding)


@points(
    2,
    needs=("channels_stay_apart", "layer_stride", "max_never_picks_the_padding", "avg_counts_the_padding"),
    hint="Give the two axes different numbers, one by one: at which does the result part from what you expect?",
)
def test_layer_agrees_with_pytorch(student, inputs):
    """the layer agrees with PyTorch for uneven windows, paddings and strides"""
    for shape, pool_size, padding, stride in (
        ((2, 3, 6, 8), (2, 4), (1, 2), (1, 3)),
        ((1, 2, 7, 5), (5, 3), (2, 1), (2, 1)),
        ((3, 1, 4, 9), (4, 1), (2, 0), (3, 2)),
        ((2, 2, 5, 5), 3, 1, 2),
        ((2, 2, 5, 7), (3, 2), (0, 1), None),
    ):
        for mode in MODES:
            judge_layer(student, inputs.normal(*shape), pool_size, mode, padding, stride)
    X = inputs.normal(2, 2, 4, 6)
    assert_close(student.pool2d_layer(X, (2, 3)), by_pytorch(X, (2, 3)))


@points(1, needs="channels_stay_apart", hint="A batch may hold nothing at all; its other axes are as ever.")
def test_empty_batch(student):
    """no pictures in, no pictures out"""
    for mode in MODES:
        assert_close(student.pool2d_layer(torch.zeros(0, 2, 4, 6), (2, 3), mode), torch.zeros(0, 2, 2, 2))


@points(1, needs="any_shape", hint="torch.zeros(...) is float32 on the CPU. Which call makes zeros like X?")
def test_pool2d_keeps_dtype(student, inputs):
    """pool2d gives float64 for float64, and half precision stays half"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        for mode in MODES:
            X = inputs.integers(-4, 5, 4, 5).to(dtype)
            assert_close(student.pool2d(X, (2, 2), mode), one_map(X.double(), (2, 2), mode).to(dtype))


@points(
    1, needs="layer_agrees_with_pytorch", hint="torch.zeros(...) is float32 on the CPU. Which call makes zeros like X?"
)
def test_layer_keeps_dtype(student, inputs):
    """so does the layer"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        for mode in MODES:
            judge_layer(student, inputs.integers(-4, 5, 2, 2, 4, 5).to(dtype), (2, 2), mode, (1, 0), 2)


@points(1, needs="any_shape", hint="Stay with tensors: .item(), .tolist() and .detach() cut the graph.")
def test_pool2d_gradients(student, inputs):
    """gradients go to the largest entry, or to the whole window in equal parts"""
    for mode in MODES:
        assert_gradient(student.pool2d, (inputs.normal(4, 5), (2, 3), mode), one_map)


@points(1, needs="layer_agrees_with_pytorch", hint="Stay with tensors: .item(), .tolist() and .detach() cut the graph.")
def test_layer_gradients(student, inputs):
    """so they do through the layer"""
    for mode in MODES:
        assert_gradient(student.pool2d_layer, (inputs.normal(2, 2, 5, 4), (3, 2), mode, (1, 1), (2, 1)), by_pytorch)


@points(1, needs=("max", "layer_stride_is_the_window"), hint="Build the result in a tensor of its own.")
def test_arguments_are_left_alone(student, inputs):
    """X is not changed"""
    for mode in MODES:
        assert_unchanged(student.pool2d, inputs.normal(3, 4), (2, 2), mode)
        assert_unchanged(student.pool2d_layer, inputs.normal(1, 2, 4, 4), (2, 2), mode, (1, 1))


@points(1, hint="Look at the shapes first, and raise ValueError with a message that names the argument.")
def test_pool2d_bad_input(student, inputs):
    """pool2d raises ValueError for anything but a matrix, and for a window larger than it"""
    pool, window = student.pool2d, ("pool_size", "X")
    pool(inputs.normal(3, 3), (2, 2))  # good input is taken; a shortcut is noticed
    assert_raises(ValueError, pool, inputs.normal(4), (2, 2), naming="X")
    assert_raises(ValueError, pool, inputs.normal(1, 4, 4), (2, 2), naming="X")
    assert_raises(ValueError, pool, inputs.normal(3, 5), (4, 2), naming=window)
    assert_raises(ValueError, pool, inputs.normal(5, 3), (2, 4), naming=window)


@points(1, hint="Look at the shapes and numbers first, and raise ValueError with a message that names the argument.")
def test_layer_bad_input(student, inputs):
    """the layer raises ValueError for a wrong shape, window, padding or stride"""
    layer, X = student.pool2d_layer, inputs.normal(1, 1, 4, 5)
    layer(inputs.normal(1, 1, 4, 4), (2, 2))  # good input is taken; a shortcut is noticed
    assert_raises(ValueError, layer, inputs.normal(4, 5), (2, 2), naming="X")
    assert_raises(ValueError, layer, inputs.normal(1, 4, 5), (2, 2), naming="X")
    assert_raises(ValueError, layer, X, (5, 2), naming=("pool_size", "X"))
    assert_raises(ValueError, layer, X, (2, 8), "avg", (0, 1), naming=("pool_size", "X"))
    assert_raises(ValueError, layer, X, (2, 2), "max", (-1, 0), naming="padding")
    assert_raises(ValueError, layer, X, (2, 2), "max", (0, -1), naming="padding")
    assert_raises(ValueError, layer, X, (2, 2), "avg", -1, naming="padding")
    assert_raises(ValueError, layer, X, (2, 3), "max", (0, 2), naming=("padding", "pool_size"))
    assert_raises(ValueError, layer, X, (2, 4), "avg", (2, 1), naming=("padding", "pool_size"))
    for stride in ((0, 1), (1, 0), (-2, 1), (1, -2)):
        assert_raises(ValueError, layer, X, (2, 2), "avg", (0, 0), stride, naming="stride")
    assert_raises(ValueError, layer, X, 2, "max", 0, 0, naming="stride")


@points(
    1,
    needs=("pool2d_keeps_dtype", "layer_keeps_dtype"),
    hint="torch.zeros(...) is on the CPU, wherever X is. Which call makes zeros beside X?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of the map"""
    for mode in MODES:
        assert_keeps_device(student.pool2d, inputs.normal(4, 5), (2, 3), mode)
        assert_keeps_device(student.pool2d_layer, inputs.normal(2, 3, 5, 6), (2, 3), mode, (1, 1), (2, 1))
