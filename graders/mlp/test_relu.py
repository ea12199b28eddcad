"""Checks for `relu`."""

import torch

from course_cli.grading import Rules, assert_close, assert_gradient, assert_keeps_device, assert_unchanged, points

RULES = Rules(refuse=("relu",))
EXPERIMENT = (
    "Print relu(X) and, after .sum().backward(), the gradient for X = tensor([-1.0, 2.0, nan, -inf]), and X itself "
    "afterwards. Which of these numbers surprises you? What is -inf times 0, and does your formula multiply?"
)

INF, NAN = float("inf"), float("nan")
SHAPES = ((1,), (7,), (3, 5), (4, 4), (2, 1, 3), (2, 3, 4, 2))
DTYPES = (torch.float64, torch.float16, torch.bfloat16)


def away_from_zero(inputs, *shape, dtype=torch.float32):
    """Numbers of both signs, none at the kink."""
    sign = 2 * inputs.integers(0, 2, *shape) - 1
    return (sign * inputs.uniform(*shape, low=0.1, high=5.0, dtype=torch.float64)).to(dtype)


def oracle(X):
    return torch.nn.functional.relu(X)


@points(1, hint="Feed one positive number: what is done to it between coming in and going out?")
def test_positive_is_kept(student, inputs):
    """positive numbers come out as they went in"""
    for shape in SHAPES:
        X = away_from_zero(inputs, *shape).abs()
        assert_close(student.relu(X), X)


@points(2, hint="Feed -1 and -2: what do you get, and what does your formula do with a sign?")
def test_negative_becomes_zero(student, inputs):
    """negative numbers become 0"""
    for shape in SHAPES:
        assert_close(student.relu(-away_from_zero(inputs, *shape).abs()), torch.zeros(shape))


@points(
    1,
    needs=("positive_is_kept", "negative_becomes_zero"),
    hint="Change one element: does another one of the result move?",
)
def test_mixed_signs(student, inputs):
    """each element is treated on its own, 0 and -0 included"""
    for shape in SHAPES:
        X = away_from_zero(inputs, *shape)
        assert_close(student.relu(X), oracle(X))
    X = torch.tensor([0.0, -1.0, -0.0, 1e-3, -1e-3])
    assert_close(student.relu(X), oracle(X))


@points(
    1,
    needs="positive_is_kept",
    hint="Every comparison with nan is false: which of your branches takes it? A nan that disappears hides a fault.",
)
def test_nan_stays_nan(student):
    """nan stays nan"""
    X = torch.tensor([[NAN, 2.0], [1.0, NAN]])
    assert_close(student.relu(X), X)


@points(
    2,
    needs=("positive_is_kept", "negative_becomes_zero"),
    hint="0 times infinity is nan, and so is infinity minus infinity: choose between numbers, do not compute them.",
)
def test_minus_infinity(student):
    """-inf becomes 0, and inf and the largest numbers stay what they are"""
    X = torch.tensor([-INF, 3.0, INF, -2.0, 3e38, -3e38, -INF])
    assert_close(student.relu(X), torch.tensor([0.0, 3.0, INF, 0.0, 3e38, 0.0, 0.0]))


@points(2, hint="Operations that end in an underscore, and X[...] = 0, write into the caller's tensor.")
def test_argument_unchanged(student, inputs):
    """X is left as it was"""
    assert_unchanged(student.relu, away_from_zero(inputs, 4, 5))
    assert_unchanged(student.relu, torch.tensor([-1.0, NAN, INF, -INF, 2.0]))


@points(1, needs="mixed_signs", hint="Create no tensors of a fixed dtype on the way.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in DTYPES:
        X = away_from_zero(inputs, 3, 4, dtype=dtype)
        assert_close(student.relu(X), oracle(X))


@points(
    2,
    needs=("mixed_signs", "dtypes", "argument_unchanged"),
    hint="Every step from X to the result has to be a tensor operation that autograd knows.",
)
def test_gradient(student, inputs):
    """the gradient is 1 at positive numbers and 0 at negative ones"""
    for dtype in (torch.float32, torch.float64):
        for shape in ((7,), (3, 5)):
            assert_gradient(student.relu, (away_from_zero(inputs, *shape, dtype=dtype),), oracle)
        assert_gradient(student.relu, (torch.tensor([1e4, -1e4, 1e-6, -1e-6], dtype=dtype),), oracle)


@points(1, needs=("gradient", "minus_infinity"), hint="On the way back, too, 0 times infinity is nan.")
def test_gradient_at_infinity(student):
    """the gradient is 1 at inf and 0 at -inf"""
    for dtype in (torch.float32, torch.float64):
        assert_gradient(student.relu, (torch.tensor([-INF, 3.0, INF, -2.0], dtype=dtype),), oracle)


@points(1, needs="mixed_signs", hint="A single number has no dimensions, and a batch may be empty.")
def test_no_dimensions_or_elements(student, inputs):
    """a 0-d tensor and tensors without elements keep their shapes"""
    for X in (away_from_zero(inputs), away_from_zero(inputs).abs(), -away_from_zero(inputs).abs()):
        assert_close(student.relu(X), oracle(X))
    for shape in ((0,), (0, 3), (2, 0, 4)):
        assert_close(student.relu(torch.zeros(shape)), torch.zeros(shape))


@points(
    1,
    needs="mixed_signs",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    assert_keeps_device(student.relu, away_from_zero(inputs, 3, 5))
