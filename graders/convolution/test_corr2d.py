"""Checks for `corr2d`."""

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
    "Put a single 1 into the middle of 5 × 5 zeros, and take K = [[1, 2], [3, 4]]. Write down where each of the four "
    "numbers must land in Y, then print yours. What does convolve2d make of the same picture?"
)

SHAPES = (((4, 6), (2, 3)), ((6, 3), (4, 2)), ((1, 5), (1, 2)), ((6, 2), (3, 1)), ((3, 3), (3, 3)), ((1, 1), (1, 1)))


def cross_correlation(X, K):
    return F.conv2d(X[None, None], K[None, None])[0, 0]


def expected(X, K):
    return cross_correlation(X.double(), K.double()).to(X.dtype)


@points(
    2, hint="Take a kernel of zeros with a single 1, in the top left corner: which part of the picture should come out?"
)
def test_kernel_is_not_flipped(student, inputs):
    """corr2d gives the text's [[19, 25], [37, 43]]: the kernel is laid on as it is"""
    X = torch.arange(9.0).reshape(3, 3)
    K = torch.arange(4.0).reshape(2, 2)
    assert_close(student.corr2d(X, K), torch.tensor([[19.0, 25.0], [37.0, 43.0]]))
    X, K = inputs.normal(4, 4), inputs.normal(2, 2)
    assert_close(student.corr2d(X, K), expected(X, K), magnitude=10)


@points(2, hint="How many places does the window have from top to bottom, and how many from left to right?")
def test_any_shape(student, inputs):
    """the output has n_h - k_h + 1 rows and n_w - k_w + 1 columns, for pictures and kernels that are not square too"""
    for picture, kernel in SHAPES:
        X, half = inputs.normal(*picture), inputs.normal(*kernel)
        K = half + half.flip(0, 1)  # the same when flipped
        assert_close(student.corr2d(X, K), expected(X, K), magnitude=20)


@points(
    2,
    needs=("kernel_is_not_flipped", "any_shape"),
    hint="Work one output in the middle out by hand: which numbers of X does it see, and which of K meets which?",
)
def test_random_pictures(student, inputs):
    """corr2d is right on random pictures and kernels"""
    for picture, kernel in (*SHAPES, ((7, 5), (2, 4)), ((9, 8), (5, 3))):
        X, K = inputs.normal(*picture), inputs.normal(*kernel)
        assert_close(student.corr2d(X, K), expected(X, K), magnitude=20)


@points(
    2,
    needs="random_pictures",
    hint="Take a kernel of zeros with a single 1, in the top left corner: where does corr2d put the picture, and "
    "where convolve2d?",
)
def test_convolution_flips_both_axes(student, inputs):
    """convolve2d slides the kernel flipped on both axes"""
    assert_close(
        student.convolve2d(torch.tensor([[1.0, 0.0, 0.0]]), torch.tensor([[5.0, 7.0]])), torch.tensor([[7.0, 0.0]])
    )
    for picture, kernel in SHAPES:
        X, K = inputs.normal(*picture), inputs.normal(*kernel)
        assert_close(student.convolve2d(X, K), expected(X, K.flip(0, 1)), magnitude=20)


@points(
    1, needs="random_pictures", hint="torch.zeros(...) is float32 on the CPU. Which call makes zeros that are like X?"
)
def test_corr2d_keeps_dtype(student, inputs):
    """float64 gives float64, and half precision stays half"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X, K = inputs.integers(-4, 5, 5, 4).to(dtype), inputs.integers(-4, 5, 2, 3).to(dtype)
        assert_close(student.corr2d(X, K), expected(X, K))


@points(
    1,
    needs=("convolution_flips_both_axes", "corr2d_keeps_dtype"),
    hint="torch.zeros(...) is float32 on the CPU. Which call makes zeros that are like X?",
)
def test_convolve2d_keeps_dtype(student, inputs):
    """so it is with convolve2d"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X, K = inputs.integers(-4, 5, 4, 5).to(dtype), inputs.integers(-4, 5, 3, 2).to(dtype)
        assert_close(student.convolve2d(X, K), expected(X, K.flip(0, 1)))


@points(
    2, needs="random_pictures", hint="Stay with tensors all the way: .item(), .tolist() and .detach() cut the graph."
)
def test_gradients(student, inputs):
    """gradients reach the picture and the kernel"""
    for picture, kernel in (((5, 4), (2, 3)), ((3, 6), (3, 1))):
        X, K = inputs.normal(*picture), inputs.normal(*kernel)
        assert_gradient(student.corr2d, (X, K), cross_correlation, wrt=(0, 1), magnitude=20)


@points(1, needs="convolution_flips_both_axes", hint="Flip with tensor operations, on a copy of the kernel.")
def test_convolution_gradients(student, inputs):
    """gradients reach both through convolve2d"""
    X, K = inputs.normal(4, 6), inputs.normal(2, 3)
    flipped = lambda X, K: cross_correlation(X, K.flip(0, 1))  # noqa: E731
    assert_gradient(student.convolve2d, (X, K), flipped, wrt=(0, 1), magnitude=20)


@points(1, needs="kernel_is_not_flipped", hint="Build the result in a tensor of its own.")
def test_arguments_are_left_alone(student, inputs):
    """neither function changes the picture or the kernel"""
    X, K = inputs.normal(4, 4), inputs.normal(2, 2)
    assert_unchanged(student.corr2d, X, K)
    assert_unchanged(student.convolve2d, X, K)


def refuses_bad_input(function, inputs):
    function(inputs.normal(4, 4), inputs.normal(2, 2))  # good input is taken; a shortcut is noticed
    X = inputs.normal(4, 4)
    assert_raises(ValueError, function, inputs.normal(5), inputs.normal(2, 2), naming="X")
    assert_raises(ValueError, function, inputs.normal(1, 4, 5), inputs.normal(2, 2), naming="X")
    assert_raises(ValueError, function, X, inputs.normal(2), naming="K")
    assert_raises(ValueError, function, X, inputs.normal(1, 1, 2, 2), naming="K")
    assert_raises(ValueError, function, X, inputs.normal(5, 2), naming=("X", "K"))
    assert_raises(ValueError, function, X, inputs.normal(2, 5), naming=("X", "K"))


@points(1, hint="Look at the shapes first, and raise ValueError with a message that names X or K.")
def test_corr2d_bad_input(student, inputs):
    """corr2d raises ValueError for anything but two matrices, and for a kernel larger than the picture"""
    refuses_bad_input(student.corr2d, inputs)


@points(1, hint="Look at the shapes first, and raise ValueError with a message that names X or K.")
def test_convolve2d_bad_input(student, inputs):
    """so does convolve2d"""
    refuses_bad_input(student.convolve2d, inputs)


@points(
    1,
    needs=("corr2d_keeps_dtype", "convolve2d_keeps_dtype"),
    hint="torch.zeros(...) is on the CPU, wherever X is. Which call makes zeros beside X?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of the picture"""
    X, K = inputs.normal(4, 5), inputs.normal(2, 3)
    assert_keeps_device(student.corr2d, X, K)
    assert_keeps_device(student.convolve2d, X, K)
