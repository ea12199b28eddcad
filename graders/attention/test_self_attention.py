"""Checks for `self_attention`."""

import math

import torch
from torch import Tensor

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    points,
)

RULES = Rules(refuse=("attention",))
EXPERIMENT = (
    "Take torch.eye(2) for X and W_k, 10 times it for W_v, and W_q = [[0.0, 5.0], [0.0, 0.0]]: which position looks "
    "at which? Now exchange W_q and W_k, on paper: does another one look? And where should a 10 be seen in the "
    "output?"
)

SCORES = 30.0  # size of the scores of random inputs, whose rounding shows in the weights


def by_hand(X: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor, scaled: bool = False) -> Tensor:
    """One position after the other; in float64."""
    X, W_q, W_k, W_v = (tensor.double() for tensor in (X, W_q, W_k, W_v))
    scale = math.sqrt(W_k.shape[1]) if scaled else 1.0
    rows = []
    for x in X:
        scores = torch.stack([torch.dot(x @ W_q, other @ W_k) for other in X]) / scale
        weights = torch.softmax(scores, dim=0)
        rows.append(sum(weight * (other @ W_v) for weight, other in zip(weights, X, strict=True)))
    return torch.stack(rows)


def sizes(inputs, n: int, d: int, d_k: int, d_v: int, **kind: torch.dtype) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """X, W_q, W_k, W_v, such that the scores are of the size of 1."""
    W_q, W_k = (inputs.normal(d, d_k, std=(d * d * d_k) ** -0.25, **kind) for _ in range(2))
    return inputs.normal(n, d, **kind), W_q, W_k, inputs.normal(d, d_v, **kind)


@points(2, hint="Which matrices make the queries and keys? They came as arguments.")
def test_weights_come_from_the_matrices_given(student, inputs):
    """with W_q = W_k and W_v = I every position averages the inputs, the weights made from X W_q"""
    for n, d, d_k in ((5, 3, 2), (3, 4, 4)):
        X, W, _, _ = sizes(inputs, n, d, d_k, d)
        args = X, W, W, torch.eye(d)
        assert_close(student.self_attention(*args), by_hand(*args).float(), magnitude=SCORES)


@points(
    2, needs="weights_come_from_the_matrices_given", hint="What is averaged: the inputs, or what W_v makes of them?"
)
def test_values_are_averaged(student, inputs):
    """the values X W_v are averaged, not the inputs X"""
    for n, d, d_k, d_v in ((5, 3, 2, 3), (3, 4, 4, 2)):
        X, W, _, W_v = sizes(inputs, n, d, d_k, d_v)
        args = X, W, W, W_v
        assert_close(student.self_attention(*args), by_hand(*args).float(), magnitude=SCORES)


@points(2, needs="weights_come_from_the_matrices_given", hint="Row i of the scores belongs to the query of position i.")
def test_queries_ask_keys(student, inputs):
    """position i asks with its query, X W_q, and the others answer with their keys, X W_k"""
    for n, d, d_k in ((5, 3, 2), (3, 4, 4)):
        X, W_q, W_k, _ = sizes(inputs, n, d, d_k, d)
        args = X, W_q, W_k, torch.eye(d)
        assert_close(student.self_attention(*args), by_hand(*args).float(), magnitude=SCORES)


@points(
    2,
    needs=("values_are_averaged", "queries_ask_keys"),
    hint="Give n, d, d_k and d_v four different sizes and print the shape after each step: which one does not belong "
    "there?",
)
def test_many_shapes(student, inputs):
    """any numbers of positions and features go together, and the scores are not scaled"""
    for n, d, d_k, d_v in ((4, 3, 5, 2), (2, 5, 1, 6), (1, 3, 2, 4), (6, 1, 1, 1), (3, 3, 3, 3)):
        args = sizes(inputs, n, d, d_k, d_v)
        assert_close(student.self_attention(*args), by_hand(*args).float(), magnitude=SCORES)


@points(
    2, needs="many_shapes", hint="Over how many products does one score sum? Print X W_q: which of its sizes is that?"
)
def test_scaled(student, inputs):
    """with scaled=True the scores are divided by √d_k first, with scaled=False they are not"""
    for n, d, d_k, d_v in ((4, 3, 5, 2), (3, 6, 2, 4), (4, 2, 9, 3)):
        X, W_q, W_k, W_v = sizes(inputs, n, d, d_k, d_v)
        args = X, 3 * W_q, W_k, W_v
        expected = by_hand(*args, scaled=True).float()
        assert_close(student.self_attention(*args, scaled=True), expected, magnitude=SCORES)
        assert_close(student.self_attention(*args, True), expected, magnitude=SCORES)
        assert_close(student.self_attention(*args, scaled=False), by_hand(*args).float(), magnitude=SCORES)


@points(1, needs="many_shapes", hint="Is your softmax the one from chapter 1 that survives logits of 1e4?")
def test_large_scores(student, inputs):
    """scores of ±1e4 give finite, right results"""
    X = torch.cat([torch.eye(4), inputs.integers(0, 3, 4, 2).float()], dim=1)
    W_q, W_k = torch.zeros(6, 4), torch.zeros(6, 4)
    W_q[:4], W_k[:4] = torch.diag(torch.tensor([100.0, -100.0, 100.0, 1.0])), 100 - inputs.uniform(4, 4) / 64
    args = X, W_q, W_k, inputs.normal(6, 3)
    assert_close(student.self_attention(*args), by_hand(*args).float(), magnitude=1e4)


@points(1, needs="many_shapes", hint="Let the result take its dtype from the arguments.")
def test_float64(student, inputs):
    """float64 in, float64 out, and as precise"""
    args = sizes(inputs, 4, 3, 2, 3, dtype=torch.float64)
    assert_close(student.self_attention(*args), by_hand(*args), magnitude=SCORES)


@points(1, needs="float64", hint="Let every tensor that you make take its dtype from the arguments.")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come out as they went in"""
    for dtype in (torch.float16, torch.bfloat16):
        args = tuple((tensor / 2).to(dtype) for tensor in sizes(inputs, 4, 3, 2, 3))
        assert_close(student.self_attention(*args), by_hand(*args).to(dtype), magnitude=4.0)


@points(1, hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged(student, inputs):
    """X and the weights are left as they were"""
    assert_unchanged(student.self_attention, *sizes(inputs, 4, 3, 2, 5))
    assert_unchanged(student.self_attention, *sizes(inputs, 4, 3, 2, 5), scaled=True)


@points(
    2,
    needs=("float64", "arguments_unchanged"),
    hint="Stay with torch operations from the arguments to the result.",
)
def test_gradients(student, inputs):
    """gradients reach X and all three weights and are right"""
    args = sizes(inputs, 4, 3, 2, 5, dtype=torch.float64)
    assert_gradient(student.self_attention, args, by_hand, wrt=(0, 1, 2, 3), magnitude=SCORES)


@points(1, needs=("scaled", "half_precision", "gradients"), hint="A number divides a tensor of any dtype.")
def test_scaled_gradients_and_dtypes(student, inputs):
    """gradients and dtypes are right with scaled=True, too"""
    args, keywords = sizes(inputs, 4, 3, 2, 5, dtype=torch.float64), {"scaled": True}
    assert_gradient(student.self_attention, args, by_hand, wrt=(0, 1, 2, 3), magnitude=SCORES, keywords=keywords)
    args = tuple((tensor / 2).half() for tensor in args)
    assert_close(student.self_attention(*args, scaled=True), by_hand(*args, scaled=True).half(), magnitude=4.0)


@points(2, hint="Look at the shapes first; say in the ValueError which argument does not fit.")
def test_bad_input(student, inputs):
    """wrong dimensions, sizes that do not match and an empty sequence raise a ValueError that names the argument"""
    f = student.self_attention
    X, W_q, W_k, W_v = sizes(inputs, 4, 3, 2, 5)
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
    needs="scaled",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    args = sizes(inputs, 5, 4, 3, 2)
    assert_keeps_device(student.self_attention, *args)
    assert_keeps_device(student.self_attention, *args, scaled=True)
