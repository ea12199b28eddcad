"""Checks for `softmax`."""

import torch

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    points,
)

RULES = Rules(refuse=("softmax",))
EXPERIMENT = (
    "Print every step, with its shape, for X = tensor([[0.0, 1.0], [1000.0, 1001.0]]): both rows should come out "
    "alike. In which step do they part, and is it the numbers or the shape? Then put a row [-1000.0, -1001.0] below "
    "them, and look again."
)

INF = float("inf")


def expected(X):
    """The oracle: torch's own, in float64."""
    return torch.softmax(X.double(), dim=1).to(X.dtype)


def oracle(X):
    return torch.softmax(X, dim=1)


@points(2, hint="A row is normalised over its classes: along which axis of (batch_size, num_classes) do they lie?")
def test_one_row(student, inputs):
    """one row of logits ln a becomes a / sum(a)"""
    for q in (2, 3, 7, 1):
        odds = inputs.uniform(1, q, low=0.2, high=5.0)
        assert_close(student.softmax(odds.log()), odds / odds.sum())


@points(
    2,
    needs="one_row",
    hint="Each row has its own sum. Which shape must batch_size sums have, to divide X row by row?",
)
def test_several_rows(student, inputs):
    """each row is normalised by its own sum"""
    for n, q in ((3, 5), (5, 2), (4, 4), (7, 1), (2, 9)):
        X = inputs.normal(n, q, std=2.0)
        assert_close(student.softmax(X), expected(X))


@points(2, needs="one_row", hint="softmax(X) equals softmax(X - c) for every number c: which c keeps exp in range?")
def test_large_logits(student, inputs):
    """logits around 10000 and -10000 give finite, right probabilities"""
    few = inputs.integers(-3, 4, 1, 5).float()
    for X in (few + 1e4, few - 1e4, few * 3e3, torch.tensor([[0.0, 1e4]]), torch.tensor([[-1e4, 1e4, -1e4]])):
        assert_close(student.softmax(X), expected(X), magnitude=1e4)
    for X in (few + 100, few - 120):
        assert_close(student.softmax(X), expected(X), magnitude=100.0)


@points(
    2,
    needs=("several_rows", "large_logits"),
    hint="Shifted by the maximum of the whole batch, a row far below it underflows to 0 / 0.",
)
def test_rows_far_apart(student, inputs):
    """a row of large logits does not disturb a row of small ones"""
    for size in (80.0, 5000.0):
        X = inputs.uniform(3, 4, low=-2.0, high=2.0) + torch.tensor([[size], [-size], [0.0]])
        assert_close(student.softmax(X), expected(X), magnitude=size)


@points(1, needs="one_row", hint="exp(-inf) is 0, but -inf - (-inf) is nan: what you subtract has to be finite.")
def test_minus_infinity(student):
    """a logit of -inf gets probability 0, even if all but one are"""
    for row in ([-INF, 3.0, -INF], [-INF, -INF, -INF, -5.0], [0.0, -INF, 1.0], [2.0, -INF]):
        X = torch.tensor([row])
        assert_close(student.softmax(X), expected(X))


@points(1, needs="several_rows", hint="Create no tensors of a fixed dtype on the way.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X = inputs.normal(3, 5, dtype=dtype)
        assert_close(student.softmax(X), expected(X), magnitude=2.0)


@points(
    1,
    needs=("dtypes", "large_logits"),
    hint="float16 ends at 65504: exp overflows from 12 on.",
)
def test_large_logits_in_half_precision(student):
    """float16 is right at logits of 20 and of 10000, where exp alone would overflow"""
    for row in ([20.0, 21.0, 19.0], [-25.0, -24.0, -26.0], [1e4, -1e4, 0.0], [-1e4, 0.0, -1e4]):
        X = torch.tensor([row], dtype=torch.float16)
        assert_close(student.softmax(X), expected(X), magnitude=25.0)


@points(1, needs="several_rows", hint="Every step from X to the result has to be a tensor operation.")
def test_gradient(student, inputs):
    """the gradient is that of softmax"""
    assert_gradient(student.softmax, (inputs.normal(3, 5),), oracle)


@points(
    1,
    needs=("gradient", "large_logits", "rows_far_apart", "minus_infinity"),
    hint="A nan in a gradient comes from 0 times infinity on the way back: did anything overflow on the way forth?",
)
def test_gradient_at_extremes(student):
    """the gradient is right at logits around 10000, -10000 and -inf"""
    rows = [[1e4, 1e4 - 1, 1e4 - 3], [-1e4 - 2, -1e4, -1e4 - 1], [1e4, -1e4, 0.0], [-INF, 2.0, -INF], [-INF, 2.0, 1.0]]
    assert_gradient(student.softmax, (torch.tensor(rows),), oracle, magnitude=1e4)


@points(1, needs=("dtypes", "gradient_at_extremes"), hint="Which step on the way works in float32 only?")
def test_double_precision(student, inputs):
    """float64 keeps its digits, in values and in gradients"""
    offsets = torch.tensor([[0.0], [700.0], [-800.0], [1e4], [-1e4]], dtype=torch.float64)
    X = inputs.normal(5, 4, dtype=torch.float64) + offsets
    assert_gradient(student.softmax, (X[:1],), oracle)
    assert_gradient(student.softmax, (X,), oracle, magnitude=1e4)


@points(1, needs="rows_far_apart", hint="No rows are a batch too, but a maximum over nothing does not exist.")
def test_no_rows(student):
    """0 rows give a result of shape (0, num_classes)"""
    assert_close(student.softmax(torch.zeros(0, 4)), torch.zeros(0, 4))


@points(1, hint="Operations that end in an underscore, and -=, write into the caller's tensor.")
def test_argument_unchanged(student, inputs):
    """X is left as it was"""
    assert_unchanged(student.softmax, inputs.normal(1, 5))


@points(1, hint="Look at X.dim() first.")
def test_bad_input(student, inputs):
    """an X that is not two-dimensional raises a ValueError that names it"""
    for bad in (inputs.normal(3), inputs.normal(2, 3, 4), inputs.normal()):
        assert_raises(ValueError, student.softmax, bad, naming="X")


@points(
    1,
    needs="several_rows",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    assert_keeps_device(student.softmax, inputs.normal(4, 3))
