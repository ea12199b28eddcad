"""Checks for `padding`."""

import torch
import torch.nn.functional as F

from course_cli.grading import (
    Rules,
    assert_close,
    assert_equal,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    points,
)

RULES = Rules(refuse=("pad",))
EXPERIMENT = (
    "Pad tensor([[1.0]]) with 1, with (1, 2) and with ((1, 0), (0, 2)); write down each shape, and where the 1 "
    "stands, before you print. For same_padding: how many windows of 3, and of 4, fit on a line of 5, and how many "
    "places are then missing?"
)


def padded(X, top, bottom, left, right, value=0.0):
    return F.pad(X, (left, right, top, bottom), value=value)


@points(
    2, hint="padding=2 puts two rows on top and two more at the bottom, as PyTorch counts; the text counts the four."
)
def test_padding_is_counted_per_side(student, inputs):
    """padding p adds p rows or columns on each of the four sides"""
    for shape, p in (((3, 4), 1), ((2, 5), 2), ((1, 1), 3), ((4, 1), 2), ((3, 2), 0)):
        X = inputs.normal(*shape)
        assert_close(student.pad2d(X, p), padded(X, p, p, p, p))


@points(
    2, needs="padding_is_counted_per_side", hint="Pad one pixel with (0, 2): do you get a row of five, or a column?"
)
def test_pair_is_height_then_width(student, inputs):
    """of a pair, the first adds rows and the second adds columns"""
    for shape, (p_h, p_w) in (((3, 4), (1, 2)), ((2, 2), (3, 0)), ((5, 1), (0, 2))):
        X = inputs.normal(*shape)
        assert_close(student.pad2d(X, (p_h, p_w)), padded(X, p_h, p_h, p_w, p_w))


@points(
    2,
    needs="pair_is_height_then_width",
    hint="Pad a single pixel with 1, 2, 3 and 4 and count the places on each side: which numbers changed sides?",
)
def test_each_side_by_itself(student, inputs):
    """((top, bottom), (left, right)) pads every side by its own number"""
    for shape, (top, bottom), (left, right) in (
        ((3, 4), (1, 0), (2, 1)),
        ((2, 5), (0, 3), (0, 1)),
        ((1, 2), (2, 1), (0, 0)),
    ):
        X = inputs.normal(*shape)
        assert_close(student.pad2d(X, ((top, bottom), (left, right))), padded(X, top, bottom, left, right))


@points(
    1,
    needs="padding_is_counted_per_side",
    hint="Pad a single pixel with value=7, then with -inf: which places hold something else, and what is 0 times -inf?",
)
def test_value_fills_the_border(student, inputs):
    """the border holds `value`, -inf if asked"""
    for value in (2.5, -1.0, float("-inf")):
        X = inputs.normal(2, 3)
        assert_close(student.pad2d(X, 1, value), padded(X, 1, 1, 1, 1, value))
        assert_close(student.pad2d(X, 2, value=value), padded(X, 2, 2, 2, 2, value))


@points(1, hint="How many rows does a kernel of 3 take away, and one of 5? Where should they come back?")
def test_odd_kernels_pad_evenly(student):
    """for odd kernels, same_padding puts (k - 1) / 2 on all sides"""
    for k in (1, 3, 5, 7):
        side = (k - 1) // 2
        assert_equal(student.same_padding(k), ((side, side), (side, side)))


@points(
    2, needs="odd_kernels_pad_evenly", hint="k - 1 is odd now: one side must take one more than the other. Which, here?"
)
def test_even_kernels_pad_more_on_top_and_left(student):
    """for even kernels, the extra row goes on top and the extra column on the left"""
    for k in (2, 4, 6):
        assert_equal(student.same_padding(k), ((k // 2, k // 2 - 1), (k // 2, k // 2 - 1)))


@points(
    2,
    needs=("odd_kernels_pad_evenly", "even_kernels_pad_more_on_top_and_left"),
    hint="For the kernel (1, 5): which of the four numbers must be 0?",
)
def test_same_padding_of_a_pair(student):
    """(k_h, k_w) pads rows by k_h and columns by k_w"""
    assert_equal(student.same_padding((3, 5)), ((1, 1), (2, 2)))
    assert_equal(student.same_padding((4, 1)), ((2, 1), (0, 0)))
    assert_equal(student.same_padding((7, 2)), ((3, 3), (1, 0)))


@points(
    1, needs="value_fills_the_border", hint="torch.zeros(...) is float32 on the CPU. Which call makes a tensor like X?"
)
def test_keeps_dtype(student, inputs):
    """float64 gives float64, and half precision stays half"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X = inputs.normal(3, 2, dtype=dtype)
        assert_close(student.pad2d(X, 1), padded(X, 1, 1, 1, 1))
        assert_close(student.pad2d(X, 1, value=0.5), padded(X, 1, 1, 1, 1, 0.5))


@points(1, needs="padding_is_counted_per_side", hint="Copy X into the larger tensor without detaching it.")
def test_gradient(student, inputs):
    """the gradient of each pixel is that of its place in the padded picture"""
    assert_gradient(student.pad2d, (inputs.normal(2, 3), 1), lambda X, p: padded(X, p, p, p, p))


@points(1, needs="padding_is_counted_per_side", hint="Build the result in a tensor of its own.")
def test_arguments_are_left_alone(student, inputs):
    """X is not changed"""
    assert_unchanged(student.pad2d, inputs.normal(3, 4), 2)
    assert_unchanged(student.pad2d, inputs.normal(3, 3), 1, 5.0)


@points(
    1, hint="Look at X's shape and at the numbers first, and raise ValueError with a message that names X or padding."
)
def test_bad_input(student, inputs):
    """a negative padding, or an X with fewer than two dimensions, raises ValueError"""
    X = inputs.normal(4, 4)
    student.pad2d(X, 1)  # good input is taken; a shortcut is noticed
    assert_raises(ValueError, student.pad2d, inputs.normal(4), 1, naming="X")
    assert_raises(ValueError, student.pad2d, X, -1, naming="padding")
    assert_raises(ValueError, student.pad2d, X, (1, -1), naming="padding")
    assert_raises(ValueError, student.pad2d, X, (-2, 0), naming="padding")
    assert_raises(ValueError, student.pad2d, X, ((1, 1), (0, -1)), naming="padding")


@points(
    1,
    needs="keeps_dtype",
    hint="torch.zeros(...) is on the CPU, wherever X is. Which call makes zeros beside X?",
)
def test_another_device(student, inputs):
    """pad2d works, and answers, on the device of the picture"""
    X = inputs.normal(3, 4)
    assert_keeps_device(student.pad2d, X, 1)
    assert_keeps_device(student.pad2d, X, ((1, 0), (2, 1)), value=3.0)
