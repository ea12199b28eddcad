"""Checks for `output_shape`."""

import torch
import torch.nn.functional as F

from course_cli.grading import assert_equal, assert_raises, fail, points

EXPERIMENT = (
    "Draw a line of 7 places and slide a window of 3 along it, two places at a time: where does it begin each time, "
    "and how often does it fit? Draw an eighth place: does the count change? Then one more place at either end, and "
    "count again."
)


def assert_size(got, expected):
    """The two numbers, whatever their type: that is another check's."""
    plain = isinstance(got, (tuple, list)) and len(got) == 2 and all(type(n) in (int, float) for n in got)
    if not plain:
        assert_equal(got, expected)
    elif tuple(got) != expected:
        fail("the size is not right", got=got, expected=expected)


def by_pytorch(input_shape, kernel_size, padding, stride):
    Y = F.conv2d(torch.zeros(1, 1, *input_shape), torch.zeros(1, 1, *kernel_size), padding=padding, stride=stride)
    return tuple(Y.shape[2:])


@points(1, hint="Count the places of a window of 3 on a line of 5.")
def test_without_padding_and_stride(student):
    """a 3 × 3 kernel on 5 × 5 leaves 3 × 3"""
    for n, k in ((5, 3), (8, 2), (4, 4), (3, 1)):
        assert_size(student.conv_output_shape((n, n), (k, k)), (n - k + 1, n - k + 1))


@points(
    2, needs="without_padding_and_stride", hint="The text's formula has n_h in both places. What belongs in the second?"
)
def test_each_axis_by_its_own_numbers(student):
    """height comes from the heights and width from the widths"""
    for n, k, s in (
        ((5, 9), (2, 4), (1, 1)),
        ((9, 5), (3, 1), (2, 4)),
        ((4, 12), (4, 2), (3, 5)),
        ((3, 3), (1, 2), (1, 1)),
    ):
        assert_size(student.conv_output_shape(n, k, stride=s), by_pytorch(n, k, (0, 0), s))


@points(2, needs="without_padding_and_stride", hint="How high is a picture of 5 rows with padding=1?")
def test_padding_counts_on_both_sides(student):
    """padding is counted per side"""
    for n, k, p in ((5, 3, 1), (4, 3, 2), (2, 5, 2), (6, 1, 3)):
        assert_size(student.conv_output_shape((n, n), (k, k), (p, p)), (n - k + 2 * p + 1, n - k + 2 * p + 1))


@points(
    2,
    needs="without_padding_and_stride",
    hint="On a line of 8, windows of 3, two places at a time: where would the fourth begin, and where would it end?",
)
def test_rounds_down(student):
    """a last step that would run over the edge is not taken"""
    for n, k, s in ((6, 3, 2), (8, 3, 3), (7, 2, 4), (5, 4, 9)):
        size = by_pytorch((n, n), (k, k), (0, 0), (s, s))
        assert_size(student.conv_output_shape((n, n), (k, k), stride=(s, s)), size)


@points(1, needs="without_padding_and_stride", hint="A size is a whole number: which division gives an int?")
def test_whole_numbers(student):
    """the answer is a tuple of two ints"""
    assert_equal(student.conv_output_shape((5, 5), (3, 3)), (3, 3))
    assert_equal(student.conv_output_shape((7, 7), (7, 7)), (1, 1))


@points(
    2,
    needs=("each_axis_by_its_own_numbers", "padding_counts_on_both_sides", "rounds_down"),
    hint="Draw the smallest case that differs on a line, and mark every place where the window begins: how many are "
    "there?",
)
def test_agrees_with_pytorch(student, inputs):
    """the size is PyTorch's for random sizes, paddings and strides"""
    for _ in range(12):
        n, k, p, s = (tuple(inputs.integers(low, high, 2).tolist()) for low, high in ((5, 20), (1, 6), (0, 4), (1, 5)))
        assert_size(student.conv_output_shape(n, k, p, s), by_pytorch(n, k, p, s))
        assert_size(student.conv_output_shape(n, k, stride=s, padding=p), by_pytorch(n, k, p, s))


@points(
    1,
    needs="agrees_with_pytorch",
    hint="Which of your lines ask what they were given: an int, a tuple or a list?",
)
def test_ints_and_lists(student):
    """an int stands for a pair, and lists are as good as tuples"""
    assert_size(student.conv_output_shape((8, 11), 3, 1, 2), (4, 6))
    assert_size(student.conv_output_shape((8, 11), 3, (0, 1)), (6, 11))
    assert_size(student.conv_output_shape([8, 11], [3, 5], [1, 0], [2, 3]), (4, 3))


@points(
    1,
    hint="What does the formula give for a kernel that does not fit, and for a stride of 0: a number, an error of "
    "Python's, or yours?",
)
def test_bad_input(student):
    """a kernel larger than the padded input, a stride below 1 or a negative padding raises ValueError"""
    shape = student.conv_output_shape
    shape((4, 4), (2, 2))  # good input is taken
    assert_raises(ValueError, shape, (4, 4), (5, 5), naming=("kernel_size", "input_shape"))
    assert_raises(ValueError, shape, (4, 4), (9, 9), (1, 1), naming=("kernel_size", "input_shape"))
    assert_raises(ValueError, shape, (4, 4), (2, 2), (0, 0), (0, 1), naming="stride")
    assert_raises(ValueError, shape, (4, 4), (2, 2), (0, 0), (1, -1), naming="stride")
    assert_raises(ValueError, shape, (4, 4), (2, 2), (-1, 0), naming="padding")
    assert_raises(ValueError, shape, (4, 4), (2, 2), (0, -1), naming="padding")
    assert_raises(ValueError, shape, (4, 4), 2, -1, naming="padding")
    assert_raises(ValueError, shape, (4, 4), 2, 0, 0, naming="stride")


@points(
    1, needs=("bad_input", "agrees_with_pytorch"), hint="A kernel of 2 × 6 on 5 × 5: which comparison of yours notices?"
)
def test_kernel_too_large_on_one_axis(student):
    """one axis on which the kernel is larger than the padded input is enough"""
    shape, names = student.conv_output_shape, ("kernel_size", "input_shape")
    assert_raises(ValueError, shape, (4, 6), (5, 2), naming=names)
    assert_raises(ValueError, shape, (6, 4), (2, 7), (3, 1), naming=names)
    assert_raises(ValueError, shape, [2, 9], 5, [1, 1], 3, naming=names)
