"""Checks for `conv2d_vectorised`."""

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

RULES = Rules(refuse=("convolution_only",))
EXPERIMENT = (
    "Write down how often each of your Python loops runs, and double in turn the batch, the picture, the channels "
    "and the kernel: which loops grow, and with what? Then take a kernel of 1 × 1: can one product of tensors give "
    "all pixels at once?"
)


def by_pytorch(X, W, b, padding=(0, 0), stride=(1, 1)):
    return F.conv2d(X, W, b, padding=padding, stride=stride)


def judge(student, X, W, b, *padding_and_stride):
    expected = by_pytorch(X.double(), W.double(), b.double(), *padding_and_stride).to(X.dtype)
    assert_close(student.conv2d(X, W, b, *padding_and_stride), expected, magnitude=30)


@points(2, hint="Lay all the windows out in one tensor, then multiply and sum once.")
def test_one_channel(student, inputs):
    """one picture, one channel in and out: a cross-correlation"""
    for picture, kernel in (((4, 6), (2, 3)), ((6, 3), (4, 1)), ((1, 5), (1, 2)), ((3, 3), (3, 3)), ((2, 4), (1, 1))):
        judge(student, inputs.normal(1, 1, *picture), inputs.normal(1, 1, *kernel), torch.zeros(1))


@points(2, needs="one_channel", hint="Every output channel sums over all input channels with kernels of its own.")
def test_channels(student, inputs):
    """input channels are summed, and each row of W makes one output channel"""
    for c_i, c_o in ((3, 1), (1, 4), (2, 3), (3, 3)):
        judge(student, inputs.normal(1, c_i, 4, 5), inputs.normal(c_o, c_i, 2, 3), torch.zeros(c_o))


@points(
    2,
    needs="one_channel",
    hint="Send two pictures together, then each alone: does one of them know of the other, and along which axis?",
)
def test_batch(student, inputs):
    """every picture of the batch is treated by itself"""
    for n in (2, 3, 7):
        judge(student, inputs.normal(n, 1, 4, 5), inputs.normal(1, 1, 2, 3), torch.zeros(1))


@points(2, needs="channels", hint="b has one entry per output channel. Against which axis must it line up?")
def test_bias(student, inputs):
    """b[o] is added to output channel o, also where there are as many channels as columns"""
    for c_o, picture in ((1, (4, 5)), (3, (4, 5)), (4, (6, 6)), (2, (3, 3))):
        judge(student, inputs.normal(1, 2, *picture), inputs.normal(c_o, 2, 2, 2), inputs.normal(c_o))


@points(2, needs="one_channel", hint="Pad both axes first, then move the window by the stride.")
def test_padding_and_stride(student, inputs):
    """padding and stride are honoured, each on its own axis"""
    for picture, kernel, padding, stride in (
        ((5, 5), (3, 3), (1, 1), (1, 1)),
        ((6, 6), (3, 3), (0, 0), (2, 2)),
        ((5, 7), (2, 3), (2, 0), (1, 3)),
        ((4, 6), (3, 4), (0, 3), (2, 1)),
        ((2, 2), (3, 4), (1, 1), (1, 1)),
        ((8, 7), (3, 2), 1, 3),
    ):
        judge(student, inputs.normal(1, 1, *picture), inputs.normal(1, 1, *kernel), torch.zeros(1), padding, stride)


@points(
    2,
    needs=("bias", "batch", "padding_and_stride"),
    hint="Give every axis its own size, and print the shape after each step: which two have changed places?",
)
def test_everything_together(student, inputs):
    """conv2d agrees with PyTorch on batches with channels, paddings and strides"""
    for n, c_i, c_o, picture, kernel, padding, stride in (
        (2, 3, 4, (6, 8), (3, 2), (1, 0), (2, 1)),
        (3, 2, 2, (5, 9), (2, 5), (0, 2), (1, 3)),
        (1, 4, 3, (7, 4), (5, 3), (2, 1), (3, 2)),
    ):
        W, b = inputs.normal(c_o, c_i, *kernel), inputs.normal(c_o)
        judge(student, inputs.normal(n, c_i, *picture), W, b, padding, stride)
        X = inputs.normal(n, c_i, *picture)
        expected = by_pytorch(X.double(), W.double(), b.double(), stride=stride).float()
        assert_close(student.conv2d(X, W, b, stride=stride), expected, magnitude=30)


def arguments(inputs, n=2, c_i=2, c_o=2, picture=(6, 7)):
    return inputs.normal(n, c_i, *picture), inputs.normal(c_o, c_i, 2, 3), inputs.normal(c_o), (1, 1), (1, 1)


@points(
    3,
    needs=("bias", "batch", "padding_and_stride"),
    hint="Unfold (or take k_h · k_w shifted slices): then one product does all the pixels.",
)
def test_no_loop_over_pixels(student, inputs):
    """larger pictures need no more operations"""
    small = arguments(inputs)
    for picture in ((26, 7), (6, 27), (30, 30)):
        assert_constant_work(student.conv2d, small, arguments(inputs, picture=picture), marked("all the pixels"))


@points(1, needs=("bias", "batch", "padding_and_stride"), hint="The batch is one more axis of the same tensors.")
def test_no_loop_over_the_batch(student, inputs):
    """more pictures need no more operations"""
    assert_constant_work(student.conv2d, arguments(inputs), arguments(inputs, n=30), marked("the batch"))


@points(
    1,
    needs=("bias", "batch", "padding_and_stride"),
    hint="The sum over the input channels is part of the product; the output channels are its rows.",
)
def test_no_loop_over_channels(student, inputs):
    """more channels need no more operations"""
    assert_constant_work(student.conv2d, arguments(inputs), arguments(inputs, c_i=30), marked("the input channels"))
    assert_constant_work(student.conv2d, arguments(inputs), arguments(inputs, c_o=30), marked("the output channels"))


@points(
    1,
    needs=("bias", "batch", "padding_and_stride"),
    hint="A batch may hold nothing at all; its other axes are as ever.",
)
def test_empty_batch(student, inputs):
    """no pictures in, no pictures out"""
    W, b = inputs.normal(3, 2, 2, 3), inputs.normal(3)
    assert_close(student.conv2d(torch.zeros(0, 2, 5, 6), W, b, (0, 1), (2, 1)), torch.zeros(0, 3, 2, 6))


@points(1, needs=("bias", "batch", "padding_and_stride"), hint="Make every new tensor like X.")
def test_keeps_dtype(student, inputs):
    """float64 gives float64, and half precision stays half"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X, W, b = (inputs.integers(-3, 4, *shape).to(dtype) for shape in ((2, 2, 4, 5), (3, 2, 2, 2), (3,)))
        judge(student, X, W, b, (1, 0), (1, 2))


@points(2, needs="everything_together", hint="Stay with tensors: .data, .detach() and numpy cut the graph.")
def test_gradients(student, inputs):
    """gradients reach X, W and b"""
    for padding, stride in (((0, 0), (1, 1)), ((1, 2), (2, 3))):
        args = (inputs.normal(2, 3, 5, 6), inputs.normal(4, 3, 3, 2), inputs.normal(4), padding, stride)
        assert_gradient(student.conv2d, args, by_pytorch, wrt=(0, 1, 2), magnitude=50)


@points(1, needs="one_channel", hint="Build the result in a tensor of its own.")
def test_arguments_are_left_alone(student, inputs):
    """X, W and b are not changed"""
    assert_unchanged(student.conv2d, inputs.normal(1, 1, 4, 4), inputs.normal(1, 1, 2, 2), inputs.normal(1), (1, 1))


@points(1, hint="Look at the shapes and numbers first, and raise ValueError with a message that names the argument.")
def test_bad_input(student, inputs):
    """shapes that do not match, too large a kernel, and a wrong padding or stride raise ValueError"""
    conv2d, X, W, b = student.conv2d, inputs.normal(2, 3, 4, 5), inputs.normal(4, 3, 2, 2), inputs.normal(4)
    conv2d(
        inputs.normal(1, 1, 4, 4), inputs.normal(1, 1, 2, 2), torch.zeros(1)
    )  # good input is taken; a shortcut is noticed
    assert_raises(ValueError, conv2d, X[0], W, b, naming="X")
    assert_raises(ValueError, conv2d, X[None], W, b, naming="X")
    assert_raises(ValueError, conv2d, X, W[0], b, naming="W")
    assert_raises(ValueError, conv2d, X, W[None], b, naming="W")
    assert_raises(ValueError, conv2d, X, W, b[None], naming="b")
    assert_raises(ValueError, conv2d, X[..., None], W, b, naming="X")
    assert_raises(ValueError, conv2d, X, W[..., None], b, naming="W")
    assert_raises(ValueError, conv2d, X, W, b[:, None], naming="b")
    assert_raises(ValueError, conv2d, X, W[:, :2], b, naming=("X", "W"))
    assert_raises(ValueError, conv2d, X, W[:, :1], b, naming=("X", "W"))
    assert_raises(ValueError, conv2d, X, W, b[:3], naming=("b", "W"))
    assert_raises(ValueError, conv2d, X, W, b[:1], naming=("b", "W"))
    assert_raises(ValueError, conv2d, X, inputs.normal(4, 3, 9, 2), b, naming=("X", "W"))
    assert_raises(ValueError, conv2d, X, inputs.normal(4, 3, 2, 12), b, (0, 1), naming=("X", "W"))
    assert_raises(ValueError, conv2d, X, W, b, (-1, 0), naming="padding")
    assert_raises(ValueError, conv2d, X, W, b, (0, -1), naming="padding")
    assert_raises(ValueError, conv2d, X, W, b, -1, naming="padding")
    for stride in ((0, 1), (1, 0), (-2, 1), (1, -2)):
        assert_raises(ValueError, conv2d, X, W, b, (0, 0), stride, naming="stride")


@points(
    1,
    needs="keeps_dtype",
    hint="torch.zeros(...) is on the CPU, wherever X is. Which call makes zeros beside X?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of the pictures"""
    X, W, b = inputs.normal(2, 3, 5, 6), inputs.normal(4, 3, 2, 3), inputs.normal(4)
    assert_keeps_device(student.conv2d, X, W, b, (1, 0), (2, 1))
