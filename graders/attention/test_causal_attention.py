"""Checks for `causal_attention`."""

import math

import torch
from torch import Tensor

from course_cli.grading import (
    Rules,
    assert_close,
    assert_equal,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    draw_heat_maps,
    draws,
    points,
)

RULES = Rules(refuse=("attention",))
EXPERIMENT = (
    "Print causal_mask(4), and read the first and the last row aloud: who may look at whom? Then change the last "
    "token of X, compare all outputs with those of before, and print the weights too: in which row does a later "
    "token still have a say?"
)

SCORES = 30.0  # size of the scores of random inputs, whose rounding shows in the weights


def by_hand(X: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor) -> Tensor:
    """Each position with the positions before it and itself as the only ones there are; in float64."""
    X, W_q, W_k, W_v = (tensor.double() for tensor in (X, W_q, W_k, W_v))
    rows = []
    for t in range(X.shape[0]):
        seen = X[: t + 1]
        weights = torch.softmax((seen @ W_k) @ (X[t] @ W_q) / math.sqrt(W_k.shape[1]), dim=0)
        rows.append(weights @ (seen @ W_v))
    return torch.stack(rows)


def make(inputs, n: int, d: int, d_k: int, d_v: int, **kind: torch.dtype) -> list[Tensor]:
    """X, W_q, W_k, W_v, such that the scaled scores are of the size of 2."""
    W_q, W_k = (inputs.normal(d, d_k, std=1.5 * d**-0.5, **kind) for _ in range(2))
    return [inputs.normal(n, d, **kind), W_q, W_k, inputs.normal(d, d_v, **kind)]


@points(2, hint="Row t is what position t may look at. Is t itself among it?")
def test_mask(student, inputs):
    """causal_mask(n)[t, s] is the bool True where s <= t, else False"""
    for n in (int(inputs.integers(5, 9)), 3, 2, 1, 0):
        expected = torch.tensor([[s <= t for s in range(n)] for t in range(n)], dtype=torch.bool).reshape(n, n)
        assert_equal(student.causal_mask(n), expected)


@points(2, needs="mask", hint="Each position's weights sum to 1 over what it sees: mask first, then normalise.")
def test_equal_scores_average_the_past(student, inputs):
    """when all scores are alike, position t gets the mean of the values 0 to t"""
    X, W_q, W_k, W_v = make(inputs, 5, 3, 2, 4)
    V = X.double() @ W_v.double()
    expected = V.cumsum(dim=0) / torch.arange(1, 6)[:, None]
    assert_close(student.causal_self_attention(X, 0 * W_q, W_k, W_v), expected.float(), magnitude=SCORES)


@points(
    2,
    needs="equal_scores_average_the_past",
    hint="Over how many products does one score sum? Print X W_q: which of its sizes is that?",
)
def test_scores_are_divided_by_the_root_of_d_k(student, inputs):
    """position t's weights are the softmax over 0 to t of its scores divided by √d_k"""
    for n, d, d_k, d_v in ((5, 3, 4, 2), (4, 6, 2, 6), (4, 4, 4, 4), (3, 2, 9, 3)):
        args = make(inputs, n, d, d_k, d_v)
        assert_close(student.causal_self_attention(*args), by_hand(*args).float(), magnitude=SCORES)


@points(2, needs="equal_scores_average_the_past", hint="Where does a later token still come in?")
def test_later_tokens_change_nothing_earlier(student, inputs):
    """changing a token changes no output before it"""
    args = make(inputs, 6, 3, 2, 4)
    before = student.causal_self_attention(*args)
    assert_close(before, by_hand(*args).float(), rtol=0.0, atol=1e6)  # for its type and shape alone
    for t in (1, 3, 5):
        X = args[0].clone()
        X[t:] = inputs.normal(6 - t, 3, std=3.0)
        after = student.causal_self_attention(X, *args[1:])
        assert_close(after, before, rtol=0.0, atol=1e6)
        assert_close(after[:t], before[:t], magnitude=SCORES)


@draws(
    "equal_scores_average_the_past", "scores_are_divided_by_the_root_of_d_k", "later_tokens_change_nothing_earlier"
)
def weights(student, inputs):
    """which position (row) looks at which (column), and how much"""
    # With one-hot tokens as their own values the output is the weights themselves.
    args = torch.eye(6), inputs.normal(6, 4), inputs.normal(6, 4), torch.eye(6)
    return draw_heat_maps(student.causal_self_attention(*args), by_hand(*args).float())


@points(
    1,
    needs="scores_are_divided_by_the_root_of_d_k",
    hint="With one token there is one score: what is the softmax of a single number?",
)
def test_few_tokens_and_features(student, inputs):
    """one token gets its own value; one feature is enough"""
    for n, d, d_k, d_v in ((1, 3, 2, 4), (2, 1, 1, 1), (4, 2, 1, 3)):
        args = make(inputs, n, d, d_k, d_v)
        assert_close(student.causal_self_attention(*args), by_hand(*args).float(), magnitude=SCORES)


@points(1, needs="scores_are_divided_by_the_root_of_d_k", hint="Take the largest score of those that count.")
def test_large_scores(student, inputs):
    """scores of ±1e4, of later tokens too, give finite, right results"""
    X = torch.eye(5, dtype=torch.float64)
    W_q = torch.diag(torch.tensor([1.0, -1.0, 1.0, -1.0, 1.0])).double()
    W_k = 2e4 * torch.arange(5)[:, None] - 4e4 + inputs.uniform(5, 5, low=-2.0, high=2.0, dtype=torch.float64)
    args = X, W_q, W_k, inputs.normal(5, 3, dtype=torch.float64)
    assert_close(student.causal_self_attention(*args), by_hand(*args), magnitude=1e6)


@points(1, needs="scores_are_divided_by_the_root_of_d_k", hint="Let the result take its dtype from the arguments.")
def test_float64(student, inputs):
    """float64 in, float64 out, and as precise"""
    args = make(inputs, 4, 3, 2, 3, dtype=torch.float64)
    assert_close(student.causal_self_attention(*args), by_hand(*args), magnitude=SCORES)


@points(1, needs="float64", hint="Let every tensor that you make take its dtype from the arguments.")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come out as they went in"""
    for dtype in (torch.float16, torch.bfloat16):
        args = [(tensor / 2).to(dtype) for tensor in make(inputs, 4, 3, 2, 3)]
        assert_close(student.causal_self_attention(*args), by_hand(*args).to(dtype), magnitude=4.0)


@points(1, hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged(student, inputs):
    """X and the weights are left as they were"""
    assert_unchanged(student.causal_self_attention, *make(inputs, 4, 3, 2, 5))


@points(
    2,
    needs=("float64", "arguments_unchanged"),
    hint="Stay with torch operations from the arguments to the result.",
)
def test_gradients(student, inputs):
    """gradients reach X and all three weights and are right"""
    args = make(inputs, 4, 3, 2, 5, dtype=torch.float64)
    assert_gradient(student.causal_self_attention, args, by_hand, wrt=(0, 1, 2, 3), magnitude=SCORES)


@points(2, hint="Look at the shapes first; say in the ValueError which argument does not fit.")
def test_bad_input(student, inputs):
    """wrong dimensions, sizes that do not match and an empty sequence raise a ValueError that names the argument"""
    f = student.causal_self_attention
    X, W_q, W_k, W_v = make(inputs, 4, 3, 2, 5)
    assert_raises(ValueError, f, X[0], W_q, W_k, W_v, naming="X")
    assert_raises(ValueError, f, X, W_q[:, 0], W_k, W_v, naming="W_q")
    assert_raises(ValueError, f, X, W_q, W_k[:, 0], W_v, naming="W_k")
    assert_raises(ValueError, f, X, W_q, W_k, W_v[:, 0], naming="W_v")
    assert_raises(ValueError, f, X, inputs.normal(4, 2), W_k, W_v, naming=("X", "W_q"))
    assert_raises(ValueError, f, X, W_q, inputs.normal(2, 2), W_v, naming=("X", "W_k"))
    assert_raises(ValueError, f, X, W_q, W_k, inputs.normal(4, 5), naming=("X", "W_v"))
    assert_raises(ValueError, f, X, W_q, inputs.normal(3, 4), W_v, naming=("W_q", "W_k"))
    assert_raises(ValueError, f, X[:0], W_q, W_k, W_v, naming="X")


@points(
    1,
    needs="scores_are_divided_by_the_root_of_d_k",
    hint="causal_mask(n) does not know the device of X. Who has to see to it that the mask gets there?",
)
def test_another_device(student, inputs):
    """causal_self_attention works, and answers, on the device of its input"""
    assert_keeps_device(student.causal_self_attention, *make(inputs, 5, 4, 3, 2))
