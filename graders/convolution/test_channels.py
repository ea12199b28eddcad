"""Checks for `channels`."""

import torch
import torch.nn.functional as F

from course_cli.grading import (
    Rules,
    assert_close,
    assert_constant_work,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    points,
)
from course_cli.language import marked

RULES = Rules(refuse=("convolution",))
EXPERIMENT = (
    "Let each weight tell its own story: X = [[[2.0]], [[3.0]]] has two channels of one pixel, and K, of shape (2, "
    "2, 1, 1), holds 1, 10, 100 and 1000. Which two numbers should come out, and which weight met which channel in "
    "yours?"
)

X_TEXT = torch.stack([torch.arange(9.0), torch.arange(1.0, 10.0)]).reshape(2, 3, 3)
K_TEXT = torch.stack([torch.arange(4.0), torch.arange(1.0, 5.0)]).reshape(2, 2, 2)


def multi_in(X, K):
    return F.conv2d(X[None], K[None])[0, 0]


def multi_in_out(X, K):
    return F.conv2d(X[None], K)[0]


def exact(function, X, K):
    return function(X.double(), K.double()).to(X.dtype)


@points(2, hint="Set all channels but one to zeros: what should come out? Then another one. And with both?")
def test_channels_are_added_up(student, inputs):
    """several input channels are summed: the text's [[56, 72], [104, 120]]"""
    assert_close(student.corr2d_multi_in(X_TEXT, K_TEXT), torch.tensor([[56.0, 72.0], [104.0, 120.0]]))
    for c_i, picture, kernel in ((3, (4, 6), (2, 3)), (1, (5, 2), (3, 1)), (4, (1, 4), (1, 2)), (2, (3, 3), (3, 3))):
        X, K = inputs.normal(c_i, *picture), inputs.normal(c_i, *kernel)
        assert_close(student.corr2d_multi_in(X, K), exact(multi_in, X, K), magnitude=30)


def symmetric(inputs, channels, *kernel):
    """Kernels that are the same when input and output channels change places."""
    K = inputs.normal(channels, channels, *kernel)
    return K + K.transpose(0, 1)


@points(2, needs="channels_are_added_up", hint="Set all kernels but the last to zeros: which output channel is left?")
def test_one_output_channel_per_kernel(student, inputs):
    """each of the kernels makes one output channel, in their order"""
    for channels, picture, kernel in ((3, (4, 6), (2, 3)), (1, (5, 3), (3, 1)), (4, (2, 4), (1, 2))):
        X, K = inputs.normal(channels, *picture), symmetric(inputs, channels, *kernel)
        assert_close(student.corr2d_multi_in_out(X, K), exact(multi_in_out, X, K), magnitude=30)


@points(
    2,
    needs="one_output_channel_per_kernel",
    hint="Set K[0] to zeros and leave K[1]: which output channel must vanish?",
)
def test_output_channels_come_first(student, inputs):
    """K's first axis is the output's and its second the input's, also when there are as many of both"""
    Y = torch.tensor([[[56.0, 72.0], [104.0, 120.0]], [[76.0, 100.0], [148.0, 172.0]], [[96.0, 128.0], [192.0, 224.0]]])
    assert_close(student.corr2d_multi_in_out(X_TEXT, torch.stack([K_TEXT, K_TEXT + 1, K_TEXT + 2])), Y)
    for c_o, c_i in ((2, 2), (3, 3), (1, 4), (5, 1), (3, 2)):
        X, K = inputs.normal(c_i, 4, 5), inputs.normal(c_o, c_i, 2, 3)
        assert_close(student.corr2d_multi_in_out(X, K), exact(multi_in_out, X, K), magnitude=30)


@points(2, hint="With pixels in a row, X is a (c_i, n_h · n_w) matrix. What is K?")
def test_1x1_mixes_channels(student, inputs):
    """corr2d_1x1 mixes the channels of every pixel"""
    for channels, picture in ((3, (3, 4)), (2, (1, 5)), (1, (2, 2)), (4, (3, 1))):
        X, K = inputs.normal(channels, *picture), symmetric(inputs, channels, 1, 1)
        assert_close(student.corr2d_1x1(X, K), exact(multi_in_out, X, K), magnitude=20)


@points(1, needs="1x1_mixes_channels", hint="Set K[0] to zeros and leave K[1]: which output channel must vanish?")
def test_1x1_output_channels_come_first(student, inputs):
    """so it is with the 1 × 1 kernel"""
    for c_o, c_i in ((3, 3), (2, 3), (4, 1), (1, 4)):
        X, K = inputs.normal(c_i, 3, 5), inputs.normal(c_o, c_i, 1, 1)
        assert_close(student.corr2d_1x1(X, K), exact(multi_in_out, X, K), magnitude=20)


@points(2, needs="1x1_mixes_channels", hint="Reshape X and K to matrices, multiply them once, and reshape the product.")
def test_1x1_is_one_product(student, inputs):
    """the number of operations in corr2d_1x1 grows neither with the pixels nor with the channels"""
    few = inputs.normal(3, 4, 5), inputs.normal(2, 3, 1, 1)
    assert_constant_work(student.corr2d_1x1, few, (inputs.normal(3, 30, 5), few[1]), marked("all the pixels"))
    assert_constant_work(
        student.corr2d_1x1, few, (inputs.normal(30, 4, 5), inputs.normal(2, 30, 1, 1)), marked("all the channels")
    )
    assert_constant_work(
        student.corr2d_1x1, few, (few[0], inputs.normal(30, 3, 1, 1)), marked("all the output channels")
    )


@points(2, hint="zip stops at the shorter one. Compare the numbers of channels first.")
def test_channel_numbers_must_match(student, inputs):
    """X and K with different numbers of channels raise ValueError; none is dropped"""
    student.corr2d_multi_in(
        inputs.normal(2, 3, 3), inputs.normal(2, 2, 2)
    )  # good input is taken; a shortcut is noticed
    student.corr2d_1x1(inputs.normal(2, 3, 3), inputs.normal(2, 2, 1, 1))
    for x, k in ((3, 2), (2, 3), (2, 1), (1, 2)):
        X, names = inputs.normal(x, 3, 3), ("X", "K")
        assert_raises(ValueError, student.corr2d_multi_in, X, inputs.normal(k, 2, 2), naming=names)
        assert_raises(ValueError, student.corr2d_multi_in_out, X, inputs.normal(2, k, 2, 2), naming=names)
        assert_raises(ValueError, student.corr2d_1x1, X, inputs.normal(2, k, 1, 1), naming=names)


@points(
    1,
    needs=("output_channels_come_first", "1x1_output_channels_come_first"),
    hint="torch.zeros(...) is float32 on the CPU. Which call makes zeros like X?",
)
def test_keeps_dtype(student, inputs):
    """float64 gives float64, and half precision stays half, in all three"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X, K = inputs.integers(-3, 4, 2, 3, 4).to(dtype), inputs.integers(-3, 4, 3, 2, 2, 2).to(dtype)
        assert_close(student.corr2d_multi_in(X, K[0]), exact(multi_in, X, K[0]))
        assert_close(student.corr2d_multi_in_out(X, K), exact(multi_in_out, X, K))
        assert_close(student.corr2d_1x1(X, K[:, :, :1, :1]), exact(multi_in_out, X, K[:, :, :1, :1]))


@points(
    2,
    needs=("output_channels_come_first", "1x1_output_channels_come_first"),
    hint="Stay with tensors: .item(), .tolist() and .detach() cut the graph.",
)
def test_gradients(student, inputs):
    """gradients reach the pictures and the kernels, in all three"""
    X, K = inputs.normal(2, 4, 5), inputs.normal(3, 2, 2, 3)
    assert_gradient(student.corr2d_multi_in, (X, K[0]), multi_in, wrt=(0, 1), magnitude=30)
    assert_gradient(student.corr2d_multi_in_out, (X, K), multi_in_out, wrt=(0, 1), magnitude=30)
    assert_gradient(student.corr2d_1x1, (X, K[:, :, :1, :1]), multi_in_out, wrt=(0, 1), magnitude=30)


@points(1, needs=("channels_are_added_up", "1x1_mixes_channels"), hint="Build the result in a tensor of its own.")
def test_arguments_are_left_alone(student, inputs):
    """no picture and no kernel is changed"""
    X, K = inputs.normal(2, 3, 4), inputs.normal(2, 2, 1, 1)
    assert_unchanged(student.corr2d_multi_in, X, K[0])
    assert_unchanged(student.corr2d_multi_in_out, X, K)
    assert_unchanged(student.corr2d_1x1, X, K)


@points(1, hint="Look at the shapes first, and raise ValueError with a message that names X or K.")
def test_bad_input(student, inputs):
    """wrong dimensions, and kernels too large or not 1 × 1, raise ValueError"""
    X, K, both = inputs.normal(2, 3, 4), inputs.normal(2, 2, 1, 1), ("X", "K")
    for function, good in ((student.corr2d_multi_in, K[0]), (student.corr2d_multi_in_out, K), (student.corr2d_1x1, K)):
        function(X, good)  # good input is taken; a shortcut is noticed
        for x in (X[0], X[:, 0], X[:, None]):
            assert_raises(ValueError, function, x.contiguous(), good, naming=both)
        assert_raises(ValueError, function, X[None], good, naming=both)
        assert_raises(ValueError, function, X, good[0], naming=both)
        assert_raises(ValueError, function, X, good[None], naming=both)
    assert_raises(ValueError, student.corr2d_multi_in, X, inputs.normal(2, 4, 1), naming=both)
    assert_raises(ValueError, student.corr2d_multi_in_out, X, inputs.normal(2, 2, 1, 5), naming=both)
    assert_raises(ValueError, student.corr2d_1x1, X, inputs.normal(2, 2, 2, 1), naming=both)
    assert_raises(ValueError, student.corr2d_1x1, X, inputs.normal(2, 2, 1, 3), naming=both)


@points(
    1,
    needs="keeps_dtype",
    hint="torch.zeros(...) is on the CPU, wherever X is. Which call makes zeros beside X?",
)
def test_another_device(student, inputs):
    """all three work, and answer, on the device of the picture"""
    X, K = inputs.normal(2, 4, 5), inputs.normal(3, 2, 2, 3)
    assert_keeps_device(student.corr2d_multi_in, X, K[0])
    assert_keeps_device(student.corr2d_multi_in_out, X, K)
    assert_keeps_device(student.corr2d_1x1, X, inputs.normal(3, 2, 1, 1))
