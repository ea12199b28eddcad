"""Checks for `strided`."""

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

RULES = Rules(refuse=("convolution",))
EXPERIMENT = (
    "Number the places: X = torch.arange(20.0).reshape(4, 5), with K = tensor([[1.0]]). Y then shows where the "
    "windows begin. Which numbers should it hold for stride (1, 2), for (2, 1), and for stride 2 with padding (1, 0)?"
)


def by_pytorch(X, K, padding=(0, 0), stride=(1, 1)):
    return F.conv2d(X[None, None], K[None, None], padding=padding, stride=stride)[0, 0]


def judge(student, X, K, padding, stride):
    expected = by_pytorch(X.double(), K.double(), padding, stride).to(X.dtype)
    assert_close(student.corr2d_strided(X, K, padding, stride), expected, magnitude=20)


@points(2, hint="With K = [[1]] the padded picture itself should come out: does it, zeros and all?")
def test_padding(student, inputs):
    """one row or column of zeros on every side, stride 1"""
    for picture, kernel in (((4, 4), (2, 2)), ((3, 5), (3, 3)), ((1, 4), (3, 2)), ((1, 1), (2, 3))):
        judge(student, inputs.normal(*picture), inputs.normal(*kernel), (1, 1), (1, 1))


@points(2, needs="padding", hint="With K = [[1]] on a numbered picture: which numbers does stride 2 keep?")
def test_window_moves_by_the_stride(student, inputs):
    """with stride s, only every s-th window counts, starting at the first"""
    for n, k, s in ((5, 3, 2), (6, 2, 2), (4, 4, 4), (9, 3, 3)):  # windows end at the edge exactly
        judge(student, inputs.normal(n, n), inputs.normal(k, k), (s, s), (s, s))


@points(
    2,
    needs="window_moves_by_the_stride",
    hint="A window of 2 on 5 places, two at a time: how many fit, and what does your slice give for one more?",
)
def test_window_stays_inside(student, inputs):
    """a window that would run over the edge is left out"""
    for n, k, s in ((6, 3, 2), (5, 2, 2), (5, 4, 3), (8, 3, 4)):
        judge(student, inputs.normal(n, n), inputs.normal(k, k), (s, s), (s, s))


@points(2, needs="padding", hint="Which of the two numbers adds zeros, and which one moves the window?")
def test_padding_and_stride_are_told_apart(student, inputs):
    """padding adds zeros, stride moves the window; without either, the window moves by one"""
    X, K = inputs.normal(5, 5), inputs.normal(3, 3)
    assert_close(student.corr2d_strided(X, K), by_pytorch(X.double(), K.double()).float(), magnitude=20)
    judge(student, X, K, (0, 0), (2, 2))
    judge(student, X, K, (2, 2), (1, 1))
    judge(student, X, K, (1, 1), (4, 4))
    assert_close(
        student.corr2d_strided(X, K, stride=(2, 2)), by_pytorch(X.double(), K.double(), stride=2).float(), magnitude=20
    )


@points(
    2,
    needs=("padding", "window_moves_by_the_stride", "window_stays_inside", "padding_and_stride_are_told_apart"),
    hint="Change the eight numbers one by one: at which does the shape or a value first go wrong?",
)
def test_each_axis_by_its_own_numbers(student, inputs):
    """heights and widths are kept apart: the library's answer on every shape"""
    text = torch.ones(8, 8), inputs.normal(3, 5)
    judge(student, *text, (0, 1), (3, 4))
    for _ in range(10):
        n, k, p, s = (tuple(inputs.integers(low, high, 2).tolist()) for low, high in ((5, 12), (1, 6), (0, 4), (1, 5)))
        judge(student, inputs.normal(*n), inputs.normal(*k), p, s)


@points(
    1,
    needs="each_axis_by_its_own_numbers",
    hint="Where does your code take the second of the two numbers from, when it is given only one?",
)
def test_ints_stand_for_pairs(student, inputs):
    """padding=2 is (2, 2) and stride=3 is (3, 3)"""
    X, K = inputs.normal(7, 5), inputs.normal(2, 3)
    judge(student, X, K, 2, 3)
    judge(student, X, K, (0, 1), 2)


@points(
    1,
    needs="each_axis_by_its_own_numbers",
    hint="torch.zeros(...) is float32 on the CPU. Which call makes zeros like X?",
)
def test_keeps_dtype(student, inputs):
    """float64 gives float64, and half precision stays half"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X, K = inputs.integers(-4, 5, 5, 4).to(dtype), inputs.integers(-4, 5, 2, 3).to(dtype)
        judge(student, X, K, (1, 0), (2, 1))


@points(
    2, needs="each_axis_by_its_own_numbers", hint="Stay with tensors: .item(), .tolist() and .detach() cut the graph."
)
def test_gradients(student, inputs):
    """gradients reach the picture and the kernel"""
    for n, k, p, s in (((5, 4), (2, 3), (0, 1), (2, 1)), ((3, 7), (3, 2), (2, 0), (1, 3))):
        args = (inputs.normal(*n), inputs.normal(*k), p, s)
        assert_gradient(student.corr2d_strided, args, by_pytorch, wrt=(0, 1), magnitude=20)


@points(1, needs="padding", hint="Build the result in a tensor of its own.")
def test_arguments_are_left_alone(student, inputs):
    """neither the picture nor the kernel is changed"""
    assert_unchanged(student.corr2d_strided, inputs.normal(4, 4), inputs.normal(2, 2), (1, 1), (1, 1))


@points(1, hint="Each rule can be broken by one call: which of yours runs through, and how far does it get?")
def test_bad_input(student, inputs):
    """wrong dimensions, too large a kernel, a stride below 1 or a negative padding raises ValueError"""
    X, K, corr = inputs.normal(4, 4), inputs.normal(2, 2), student.corr2d_strided
    corr(X, K, (1, 1), (1, 1))  # good input is taken; a shortcut is noticed
    assert_raises(ValueError, corr, inputs.normal(4), K, naming="X")
    assert_raises(ValueError, corr, inputs.normal(4, 4, 4), K, naming="X")
    assert_raises(ValueError, corr, X, inputs.normal(2), naming="K")
    assert_raises(ValueError, corr, X, inputs.normal(1, 1, 2, 2), naming="K")
    assert_raises(ValueError, corr, X, inputs.normal(9, 2), naming=("X", "K"))
    assert_raises(ValueError, corr, X, inputs.normal(2, 9), (0, 1), naming=("X", "K"))
    for stride in ((0, 1), (1, 0), (-2, 1), (1, -2)):
        assert_raises(ValueError, corr, X, K, (0, 0), stride, naming="stride")
    assert_raises(ValueError, corr, X, K, 0, 0, naming="stride")
    assert_raises(ValueError, corr, X, K, (-1, 0), naming="padding")
    assert_raises(ValueError, corr, X, K, (0, -1), naming="padding")
    assert_raises(ValueError, corr, X, K, -1, naming="padding")


@points(
    1, needs=("bad_input", "each_axis_by_its_own_numbers"), hint="Compare K with the padded X, each axis by itself."
)
def test_kernel_one_too_large(student, inputs):
    """a kernel one row or column larger than the padded picture raises ValueError; one that just fits does not"""
    X, corr, names = inputs.normal(4, 6), student.corr2d_strided, ("X", "K")
    judge(student, X, inputs.normal(6, 10), (1, 2), (3, 1))
    assert_raises(ValueError, corr, X, inputs.normal(5, 2), naming=names)
    assert_raises(ValueError, corr, X, inputs.normal(2, 9), (3, 1), naming=names)
    assert_raises(ValueError, corr, X.T.contiguous(), inputs.normal(2, 5), naming=names)


@points(
    1,
    needs="keeps_dtype",
    hint="torch.zeros(...) is on the CPU, wherever X is. Which call makes zeros beside X?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of the picture"""
    assert_keeps_device(student.corr2d_strided, inputs.normal(5, 6), inputs.normal(2, 3), (1, 0), (2, 1))
