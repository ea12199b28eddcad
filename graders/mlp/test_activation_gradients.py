"""Checks for `activation_gradients`.

Expected values come from autograd through torch's own activations, in float64, on the trusted side.
"""

import torch

from course_cli.grading import Rules, assert_close, assert_keeps_device, assert_unchanged, points

RULES = Rules(refuse=("autograd", "activation_backward"))
EXPERIMENT = (
    "A slope can be measured: print (f(z + 1e-5) - f(z - 1e-5)) / 2e-5 in float64 for each of the three functions at "
    "z = -3, 0.5 and 1, beside yours. Then z = 1e4 and -1e4: what is the slope there, and which step of yours is not "
    "finite?"
)

SHAPES = ((1,), (8,), (3, 5), (4, 4), (2, 3, 2))
DTYPES = (torch.float64, torch.float16, torch.bfloat16)
FAR = (-1e4, 1e4, -300.0, 300.0, 0.5)


def derivative(activation, z):
    """The oracle: the derivative of an activation at z, in the dtype of z."""
    wide = z.double().requires_grad_()
    return torch.autograd.grad(activation(wide).sum(), wide)[0].to(z.dtype)


def away_from_zero(inputs, *shape, dtype=torch.float32):
    """Numbers of both signs, none at the kink of relu."""
    sign = 2 * inputs.integers(0, 2, *shape) - 1
    return (sign * inputs.uniform(*shape, low=0.1, high=3.0, dtype=torch.float64)).to(dtype)


def assert_derivative(f, activation, z):
    assert_close(f(z), derivative(activation, z))


@points(3, hint="z is what goes into the sigmoid. In s(1 - s), what is s?")
def test_sigmoid_grad(student, inputs):
    """sigmoid_grad(z) is the slope of the sigmoid at z, and 1/4 at 0"""
    for shape in SHAPES:
        assert_derivative(student.sigmoid_grad, torch.sigmoid, inputs.normal(*shape, std=2.0))
    assert_close(student.sigmoid_grad(torch.zeros(2, 3)), torch.full((2, 3), 0.25))


@points(3, hint="z is what goes into tanh. In 1 - t², what is t?")
def test_tanh_grad(student, inputs):
    """tanh_grad(z) is the slope of tanh at z, and 1 at 0"""
    for shape in SHAPES:
        assert_derivative(student.tanh_grad, torch.tanh, inputs.normal(*shape, std=1.5))
    assert_close(student.tanh_grad(torch.zeros(2, 3)), torch.ones(2, 3))


@points(2, hint="relu is a straight line on either side of 0: how steep is each?")
def test_relu_grad(student, inputs):
    """relu_grad(z) is 1 where z is positive and 0 where it is negative"""
    for shape in SHAPES:
        assert_derivative(student.relu_grad, torch.relu, away_from_zero(inputs, *shape))
    assert_derivative(student.relu_grad, torch.relu, away_from_zero(inputs, 6).abs())
    assert_derivative(student.relu_grad, torch.relu, -away_from_zero(inputs, 6).abs())


@points(2, needs="sigmoid_grad", hint="exp(10000) is infinite, and infinity over infinity is nan: does yours use it?")
def test_sigmoid_grad_extremes(student):
    """sigmoid_grad is 0, not nan, at -10000 and 10000"""
    assert_derivative(student.sigmoid_grad, torch.sigmoid, torch.tensor(FAR))


@points(2, needs="tanh_grad", hint="exp(10000) is infinite, and infinity over infinity is nan: does yours use it?")
def test_tanh_grad_extremes(student):
    """tanh_grad is 0, not nan, at -10000 and 10000"""
    assert_derivative(student.tanh_grad, torch.tanh, torch.tensor(FAR))


@points(1, needs="relu_grad", hint="However large z is, relu's slope there is 0 or 1.")
def test_relu_grad_extremes(student):
    """relu_grad is 0 at -10000 and 1 at 10000"""
    assert_derivative(student.relu_grad, torch.relu, torch.tensor(FAR))


@points(1, needs=("sigmoid_grad", "tanh_grad", "relu_grad"), hint="Let the result have z's dtype, whatever that is.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in DTYPES:
        z = away_from_zero(inputs, 3, 4, dtype=dtype)
        assert_derivative(student.sigmoid_grad, torch.sigmoid, z)
        assert_derivative(student.tanh_grad, torch.tanh, z)
        assert_derivative(student.relu_grad, torch.relu, z)


@points(
    1,
    needs="dtypes",
    hint="A difference quotient is right to some ten digits only. Which formula gives the slope itself?",
)
def test_exact_formulas(student, inputs):
    """in float64 the slopes are those of formulas, right to twelve digits"""
    z = away_from_zero(inputs, 4, 6, dtype=torch.float64)
    for f, activation in (
        (student.sigmoid_grad, torch.sigmoid),
        (student.tanh_grad, torch.tanh),
        (student.relu_grad, torch.relu),
    ):
        assert_close(f(z), derivative(activation, z), rtol=0.0, atol=1e-12)


@points(
    1, needs=("sigmoid_grad", "tanh_grad", "relu_grad"), hint="A single number has no dimensions; a batch may be empty."
)
def test_no_dimensions_or_elements(student):
    """a 0-d tensor and tensors without elements keep their shapes"""
    for z in (torch.tensor(0.75), torch.zeros(0), torch.zeros(0, 3)):
        assert_derivative(student.sigmoid_grad, torch.sigmoid, z)
        assert_derivative(student.tanh_grad, torch.tanh, z)
        assert_derivative(student.relu_grad, torch.relu, z)


@points(1, hint="Operations that end in an underscore, and *=, write into the caller's tensor.")
def test_arguments_unchanged(student, inputs):
    """z is left as it was"""
    for f in (student.sigmoid_grad, student.tanh_grad, student.relu_grad):
        assert_unchanged(f, away_from_zero(inputs, 3, 4))


@points(
    1,
    needs=("sigmoid_grad", "tanh_grad", "relu_grad"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """all three work, and answer, on the device of their input"""
    z = away_from_zero(inputs, 3, 5)
    assert_keeps_device(student.sigmoid_grad, z)
    assert_keeps_device(student.tanh_grad, z)
    assert_keeps_device(student.relu_grad, z)
