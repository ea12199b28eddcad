"""Checks for `conv_layer`."""

import contextlib

import torch
import torch.nn.functional as F

from course_cli.grading import (
    Rules,
    assert_close,
    assert_equal,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    fail,
    points,
)
from course_cli.language import translated as _

RULES = Rules(refuse=("convolution",))
EXPERIMENT = (
    "Make a layer with kernel_size (1, 2) and print the names and shapes of its named_parameters(). Set the weight "
    "to [[1, -1]] and the bias to 10: what must come out of a picture of ones? Then make two layers: are their "
    "weights the same?"
)


def with_values(student, weight, bias):
    layer = student.Conv2D(tuple(weight.shape))
    layer.weight, layer.bias = weight, bias
    return layer


def notice_shortcuts(layer, inputs):
    """A forward pass that may go wrong: only a refusal counts here, and it sticks."""
    with contextlib.suppress(AssertionError):
        layer(inputs.normal(4, 5))


def expected(x, weight, bias):
    Y = F.conv2d(x[None, None].double(), weight[None, None].double(), bias.double())[0, 0]
    return Y.to(x.dtype)


@points(2, hint="What must a tensor be wrapped in, so that a module lists it among its parameters?")
def test_weight_and_bias_are_parameters(student, inputs):
    """weight and bias are nn.Parameters that the layer lists, and the bias starts at zero"""
    layer = student.Conv2D((2, 3))
    for name, tensor in (("weight", layer.weight), ("bias", layer.bias)):
        if not isinstance(tensor, torch.Tensor) or not student.traits(tensor).is_parameter:
            fail("{name} is not an nn.Parameter", name=name, got=tensor)
        if not student.traits(tensor).requires_grad:
            fail("{name} does not ask for a gradient", name=name, got=tensor)
    listed = student.collect(layer.parameters())
    if len(listed) != 2:
        fail("layer.parameters() lists {n} parameters instead of the weight and the bias", n=len(listed))
    assert_equal(layer.bias, torch.zeros(1))
    notice_shortcuts(layer, inputs)


@points(
    2,
    hint="Spread over [0, 1), every value as likely as the other, drawn again for each layer: which function is that?",
)
def test_weight_is_drawn_uniformly(student, inputs):
    """the weight is drawn from U[0, 1), anew for each layer"""
    weight = student.Conv2D((100, 90)).weight
    assert_close(weight, weight_like(weight, (100, 90)))
    values = weight.flatten().double().sort().values
    if not (values[0] >= 0 and values[-1] < 1):
        ends = _("smallest {:.4g}, largest {:.4g}").format(values[0], values[-1])
        fail("there are weights outside [0, 1)", got=ends)
    steps = torch.arange(1, values.numel() + 1) / values.numel()
    distance = float((values - steps).abs().max())
    # P(distance > 0.04 + 1/n) < 2 exp(-2 · 9000 · 0.04²) < 1e-12 (Dvoretzky, Kiefer, Wolfowitz)
    if distance > 0.041:
        fail(
            "9,000 weights do not look as if drawn from U[0, 1)",
            got=_("mean {:.3f}, std {:.3f}").format(values.mean(), values.std()),
            expected="mean 0.500, std 0.289",
        )
    if torch.equal(student.Conv2D((100, 90)).weight, weight):
        fail("two layers have the very same weights")
    notice_shortcuts(student.Conv2D((2, 3)), inputs)


def weight_like(weight, shape):
    """The weight itself where it has that shape and is float32, so that only those two are judged."""
    fits = isinstance(weight, torch.Tensor) and tuple(weight.shape) == shape and weight.dtype == torch.float32
    return weight.detach() if fits else torch.zeros(shape)


@points(1, hint="torch.rand(3) is a vector. What should kernel_size=3 mean?")
def test_int_kernel_size_is_square(student, inputs):
    """kernel_size=3 makes a kernel of 3 × 3"""
    for size in (1, 3):
        layer = student.Conv2D(size)
        assert_close(layer.weight, weight_like(layer.weight, (size, size)))
        notice_shortcuts(layer, inputs)


@points(
    2, hint="Set the weight to [[1, -1]] and feed a picture that falls from left to right: which sign should come out?"
)
def test_forward_cross_correlates(student, inputs):
    """with a zero bias, forward is the cross-correlation of x and the weight"""
    for picture, kernel in (((4, 6), (2, 3)), ((6, 3), (4, 1)), ((1, 5), (1, 2)), ((2, 3), (2, 3))):
        x, weight = inputs.normal(*picture), inputs.normal(*kernel)
        bias = torch.zeros(1)
        assert_close(with_values(student, weight, bias)(x), expected(x, weight, bias), magnitude=20)


@points(
    2,
    needs="forward_cross_correlates",
    hint="Feed zeros, with the bias set to 7: what must come out, and in which shape?",
)
def test_bias_is_added(student, inputs):
    """the bias is added to every output"""
    for picture, kernel in (((4, 6), (2, 3)), ((5, 3), (3, 2))):
        x, weight, bias = inputs.normal(*picture), inputs.normal(*kernel), inputs.normal(1, mean=3.0)
        assert_close(with_values(student, weight, bias)(x), expected(x, weight, bias), magnitude=20)


@points(2, needs=("weight_and_bias_are_parameters", "bias_is_added"), hint=".data and .detach() cut the graph.")
def test_gradients_reach_the_parameters(student, inputs):
    """gradients reach the weight, the bias and x"""
    x, weight, bias = inputs.normal(5, 6), inputs.normal(2, 3), inputs.normal(1)
    assert_gradient(
        with_values(student, weight, bias),
        (x,),
        lambda x, weight, bias: F.conv2d(x[None, None], weight[None, None], bias)[0, 0],
        wrt=("self.weight", "self.bias", 0),
        parameters={"self.weight": weight, "self.bias": bias},
        magnitude=20,
    )


@points(
    1, needs=("weight_and_bias_are_parameters", "bias_is_added"), hint="Make no tensor of a fixed dtype inside forward."
)
def test_keeps_dtype(student, inputs):
    """a layer turned to float64 or half precision answers in it"""
    weight, bias = inputs.integers(-3, 4, 2, 3).float(), torch.tensor([2.0])
    for change, dtype in (("double", torch.float64), ("half", torch.float16)):
        layer = with_values(student, weight, bias)
        getattr(layer, change)()
        x = inputs.integers(-3, 4, 4, 5).to(dtype)
        assert_close(layer(x), expected(x, weight, bias))


@points(1, needs="forward_cross_correlates", hint="Build the result in a tensor of its own.")
def test_x_and_the_parameters_are_left_alone(student, inputs):
    """forward changes neither x nor the parameters"""
    x, weight, bias = inputs.normal(4, 4), inputs.normal(2, 2), inputs.normal(1)
    layer = with_values(student, weight, bias)
    after = layer.observe(x).arguments[0]
    for name, now, before in (("x", after, x), ("weight", layer.weight, weight), ("bias", layer.bias, bias)):
        if not isinstance(now, torch.Tensor) or not torch.equal(now.detach(), before):
            fail("forward changed {name}", name=name, got=now, expected=before)


@points(1, hint="Look at x's shape first, and raise ValueError with a message that names x.")
def test_bad_input(student, inputs):
    """anything but a matrix, or a picture smaller than the kernel, raises ValueError"""
    layer = student.Conv2D((2, 3))
    layer(inputs.normal(4, 4))  # good input is taken; a shortcut is noticed
    pair = ("x", "X", "K", "weight", "kernel", "kernel_size")
    assert_raises(ValueError, layer, inputs.normal(5), naming=("x", "X"))
    assert_raises(ValueError, layer, inputs.normal(1, 4, 5), naming=("x", "X"))
    assert_raises(ValueError, layer, inputs.normal(1, 5), naming=pair)
    assert_raises(ValueError, layer, inputs.normal(4, 2), naming=pair)


@points(
    1,
    needs="keeps_dtype",
    hint="What a module moves with it are its parameters; what forward makes has to be beside x.",
)
def test_another_device(student, inputs):
    """the layer works, and answers, on the device that it and x are moved to"""
    assert_keeps_device(student.Conv2D((2, 3)), inputs.normal(4, 5))
