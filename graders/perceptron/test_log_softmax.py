"""Checks for `log_softmax`."""

import torch
from torch.nn import functional as F

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    points,
)

RULES = Rules(refuse=("log_softmax",))
EXPERIMENT = (
    "Print every step for tensor([[0.0, 20000.0]]), and write beside each what it should be, worked out with a "
    "pencil. Which step loses something that the next one needs? And for the loss: does it have to know any "
    "probability?"
)

INF = float("inf")
SHAPES = ((3, 5), (1, 4), (4, 4), (5, 2), (7, 1))


def expected(X):
    """The oracle: torch's own, in float64."""
    return torch.log_softmax(X.double(), dim=1).to(X.dtype)


def expected_loss(logits, y):
    return F.cross_entropy(logits.double(), y, reduction="none").to(logits.dtype)


def log_softmax_oracle(X):
    return torch.log_softmax(X, dim=1)


def loss_oracle(logits, y):
    return F.cross_entropy(logits, y.long(), reduction="none")


def far_rows(inputs, dtype=torch.float32):
    """Logits around 10000, around -10000, and 20000 apart, three a row."""
    few = inputs.numpy.permutation([0.0, 1.0, 3.0])
    rows = [few + 1e4, few - 1e4, [1e4, -1e4, 0.0], [-1e4, 0.0, 1.0]]
    return torch.stack([torch.as_tensor(row, dtype=dtype) for row in rows])


@points(2, hint="ln(a / b) = ln a - ln b.")
def test_log_softmax_values(student, inputs):
    """log_softmax gives the logarithm of each row's softmax"""
    for n, q in SHAPES:
        X = inputs.normal(n, q, std=2.0)
        assert_close(student.log_softmax(X), expected(X))


@points(
    3,
    needs="log_softmax_values",
    hint="The exp of -20000 is 0, and ln 0 is -inf: simplify ln(exp(a) / b) on paper first.",
)
def test_log_softmax_of_large_logits(student, inputs):
    """log_softmax stays finite at logits around 10000 and -10000"""
    X = far_rows(inputs)
    assert_close(student.log_softmax(X), expected(X), magnitude=1e4)


@points(1, needs="log_softmax_values", hint="What you subtract from -inf has to be finite.")
def test_minus_infinity(student):
    """a logit of -inf gives a log-probability of -inf and disturbs no other"""
    X = torch.tensor([[-INF, 3.0, -INF], [-INF, 0.5, 2.0], [1.0, 2.0, -INF]])
    assert_close(student.log_softmax(X), expected(X))


@points(1, needs="log_softmax_values", hint="Every step from X to the result has to be a tensor operation.")
def test_log_softmax_gradient(student, inputs):
    """the gradient is that of log_softmax"""
    assert_gradient(student.log_softmax, (inputs.normal(3, 5),), log_softmax_oracle)


@points(2, hint="Print log_softmax(logits) beside y: which entry of each row should the loss be made of?")
def test_loss_values(student, inputs):
    """softmax_cross_entropy gives each sample's own loss"""
    for n, q in SHAPES:
        logits, y = inputs.normal(n, q, std=2.0), inputs.integers(0, q, n)
        assert_close(student.softmax_cross_entropy(logits, y), expected_loss(logits, y))


@points(2, needs="loss_values", hint="Start from the logits, not from probabilities that have become 0.")
def test_loss_of_large_logits(student, inputs):
    """softmax_cross_entropy stays finite at logits around 10000 and -10000"""
    logits = far_rows(inputs)
    for label in range(3):
        y = torch.full((4,), label)
        assert_close(student.softmax_cross_entropy(logits, y), expected_loss(logits, y), magnitude=1e4)


@points(1, needs="loss_values", hint="0 times -inf is nan: pick the label's entry; masking the others with 0 fails.")
def test_loss_beside_minus_infinity(student):
    """logits of -inf at other classes leave the loss finite"""
    logits = torch.tensor([[-INF, 3.0, -INF], [-INF, 0.5, 2.0], [1.0, 2.0, -INF]])
    y = torch.tensor([1, 2, 0])
    assert_close(student.softmax_cross_entropy(logits, y), expected_loss(logits, y))


@points(1, needs="loss_values", hint="Every step from the logits to the loss has to be a tensor operation.")
def test_loss_gradient(student, inputs):
    """the gradient of the summed loss is softmax(logits) - one_hot(y)"""
    logits, y = inputs.normal(4, 3), inputs.integers(0, 3, 4)
    assert_gradient(student.softmax_cross_entropy, (logits, y), loss_oracle, cotangent=torch.ones(4))
    assert_gradient(student.softmax_cross_entropy, (logits, y), loss_oracle)


@points(
    2,
    needs=(
        "log_softmax_of_large_logits",
        "loss_of_large_logits",
        "minus_infinity",
        "loss_beside_minus_infinity",
        "loss_gradient",
        "log_softmax_gradient",
    ),
    hint="A nan in a gradient comes from 0 times infinity on the way back: which slope is infinite there?",
)
def test_gradients_at_extremes(student, inputs):
    """both gradients are right at logits around 10000, -10000 and -inf"""
    X = torch.cat([far_rows(inputs), torch.tensor([[0.5, 2.0, -INF], [1.0, -INF, 0.0]])])
    y = torch.tensor([0, 1, 2, 0, 0, 2])
    assert_gradient(student.log_softmax, (X,), log_softmax_oracle, magnitude=1e4)
    assert_gradient(student.softmax_cross_entropy, (X, y), loss_oracle, magnitude=1e4)


@points(1, needs=("log_softmax_values", "loss_values"), hint="Create no tensors of a fixed dtype on the way.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X, y = inputs.normal(4, 3, dtype=dtype), inputs.integers(0, 3, 4)
        assert_close(student.log_softmax(X), expected(X), magnitude=3.0)
        assert_close(student.softmax_cross_entropy(X, y), expected_loss(X, y), magnitude=3.0)


@points(
    1,
    needs=("dtypes", "log_softmax_of_large_logits", "loss_of_large_logits"),
    hint="float16 ends at 65504: exp overflows from 12 on.",
)
def test_large_logits_in_half_precision(student):
    """float16 is right where exp alone would overflow"""
    X, y = torch.tensor([[1e4, -1e4, 0.0], [20.0, 21.0, 19.0]], dtype=torch.float16), torch.tensor([1, 0])
    for row, label in zip(X.split(1), y.split(1), strict=True):
        assert_close(student.log_softmax(row), expected(row), magnitude=25.0)
        assert_close(student.softmax_cross_entropy(row, label), expected_loss(row, label), magnitude=25.0)


@points(1, needs=("dtypes", "gradients_at_extremes"), hint="Which step on the way works in float32 only?")
def test_double_precision(student, inputs):
    """float64 keeps its digits, in values and in gradients"""
    offsets = torch.tensor([[0.0], [700.0], [-800.0], [1e4], [-1e4]], dtype=torch.float64)
    X, y = inputs.normal(5, 3, dtype=torch.float64) + offsets, inputs.integers(0, 3, 5)
    for rows, magnitude in ((1, 1.0), (5, 1e4)):
        assert_gradient(student.log_softmax, (X[:rows],), log_softmax_oracle, magnitude=magnitude)
        assert_gradient(student.softmax_cross_entropy, (X[:rows], y[:rows]), loss_oracle, magnitude=magnitude)


@points(1, hint="No rows are a batch too, but a maximum over nothing does not exist.")
def test_no_rows(student):
    """0 rows give 0 rows, and 0 losses"""
    assert_close(student.log_softmax(torch.zeros(0, 3)), torch.zeros(0, 3))
    losses = student.softmax_cross_entropy(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64))
    assert_close(losses, torch.zeros(0))


@points(1, hint="Operations that end in an underscore, and -=, write into the caller's tensor.")
def test_arguments_unchanged(student, inputs):
    """neither function changes the tensors it is given"""
    assert_unchanged(student.log_softmax, inputs.normal(4, 3))
    assert_unchanged(student.softmax_cross_entropy, inputs.normal(4, 3), inputs.integers(0, 3, 4))


@points(2, hint="Compare the shapes first: indexing and gather accept shapes that make no sense here.")
def test_bad_input(student, inputs):
    """shapes that do not fit raise a ValueError that names the argument"""
    X, y = inputs.normal(4, 3), inputs.integers(0, 3, 4)
    for bad in (X[0], X[None], X[0, 0]):
        assert_raises(ValueError, student.log_softmax, bad, naming="X")
    for bad, rows in ((X[0], 3), (X[None], 1)):
        assert_raises(ValueError, student.softmax_cross_entropy, bad, y[:rows], naming=("logits", "X"))
    for bad in (y[:, None], y[0]):
        assert_raises(ValueError, student.softmax_cross_entropy, X, bad, naming="y")
    for bad in (y[:3], y[:1], torch.cat([y, y])):
        assert_raises(ValueError, student.softmax_cross_entropy, X, bad, naming=("logits", "y"))


@points(
    1,
    needs=("log_softmax_values", "loss_values"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of their input"""
    X = inputs.normal(4, 3)
    assert_keeps_device(student.log_softmax, X)
    assert_keeps_device(student.softmax_cross_entropy, X, inputs.integers(0, 3, 4))
