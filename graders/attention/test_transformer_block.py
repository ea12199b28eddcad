"""Checks for `encoder_block`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from course_cli.grading import Rules, assert_close, assert_keeps_device, assert_raises, assert_unchanged, points

RULES = Rules(refuse=("attention", "layer_norm"))
EXPERIMENT = (
    "Switch the halves off one by one: with W_o, W2 and b2 of zeros, what must come out of X? And with W_o alone of "
    "zeros? Then feed X + 100: by how much may the output move, if what the two halves see is normalised first?"
)

SIZE = 40.0  # size of the numbers between random inputs and the result, whose rounding shows in it
VECTORS, SQUARES = ("gamma1", "beta1", "gamma2", "beta2", "b2"), ("W_q", "W_k", "W_v", "W_o")
SEQUENCES = ("queries", "keys", "values")  # what an answer that leaves the check to its siblings names
KEYS = ("params", *VECTORS, *SQUARES, "W1", "b1", "W2", "gamma", "beta", "num_heads")


def oracle(X: Tensor, params: dict[str, Tensor], num_heads: int) -> Tensor:
    """The library's layer normalisation and attention; in float64."""
    X, p = X.double(), {name: tensor.double() for name, tensor in params.items()}
    d = X.shape[-1]

    def heads(Z: Tensor) -> Tensor:
        return torch.stack(Z.split(d // num_heads, dim=-1), dim=-3)

    A = F.layer_norm(X, (d,), p["gamma1"], p["beta1"], 1e-5)
    looks = F.scaled_dot_product_attention(*(heads(A @ p[name]) for name in ("W_q", "W_k", "W_v")))
    X = X + torch.cat(looks.unbind(dim=-3), dim=-1) @ p["W_o"]
    A = F.layer_norm(X, (d,), p["gamma2"], p["beta2"], 1e-5)
    return X + F.linear(F.linear(A, p["W1"].T, p["b1"]).relu(), p["W2"].T, p["b2"])


def make(inputs, d: int, f: int, **kind: torch.dtype) -> dict[str, Tensor]:
    params = {name: inputs.normal(d, **kind) for name in VECTORS}
    params |= {name: inputs.normal(d, d, std=d**-0.5, **kind) for name in SQUARES}
    W1, W2 = inputs.normal(d, f, std=d**-0.5, **kind), inputs.normal(f, d, std=f**-0.5, **kind)
    return params | {"W1": W1, "b1": inputs.normal(f, **kind), "W2": W2}


def wide(inputs, *shape: int) -> Tensor:
    """Vectors so wide apart in their features that eps shows nowhere."""
    return inputs.normal(*shape, mean=1.0) + torch.linspace(-6.0, 6.0, shape[-1])


def plain(params: dict[str, Tensor]) -> dict[str, Tensor]:
    """The same weights, with layer normalisations that neither scale nor shift."""
    one = torch.ones_like(params["beta1"])
    return params | {"gamma1": one, "gamma2": one, "beta1": 0 * one, "beta2": 0 * one}


def no_attention(params: dict[str, Tensor]) -> dict[str, Tensor]:
    return params | {"W_o": 0 * params["W_o"]}


def no_network(params: dict[str, Tensor]) -> dict[str, Tensor]:
    return params | {"W2": 0 * params["W2"], "b2": 0 * params["b2"]}


def check(student, X: Tensor, params: dict[str, Tensor], num_heads: int, **tolerance: Any) -> None:
    """Judge one sequence, given as it is or, to an answer that is for batches only, as a batch of one."""
    expected = oracle(X, params, num_heads).to(X.dtype)
    tolerance = tolerance or {"magnitude": SIZE}
    try:
        got = student.encoder_block(X, params, num_heads)
    except AssertionError as raised:
        try:
            got = student.encoder_block(X[None], params, num_heads)
        except AssertionError:
            raise raised from None
        expected = expected[None]
    assert_close(got, expected, **tolerance)


@points(2, hint="What leaves the block when both of its parts return nothing but zeros?")
def test_residuals(student, inputs):
    """with W_o, W2 and b2 zero, a sequence that is normalised already passes through unchanged"""
    signs = torch.tensor([1.0, -1.0, 1.0, -1.0])
    X = torch.stack([signs[torch.from_numpy(inputs.numpy.permutation(4))] for _ in range(3)])
    check(student, X, no_network(no_attention(plain(make(inputs, 4, 6)))), 2, atol=1e-3)


@points(
    2, needs="residuals", hint="Pre-norm: what is normalised is what goes into a part, not what comes out of the sum."
)
def test_pre_norm(student, inputs):
    """with W_o, W2 and b2 zero, any sequence passes through unchanged"""
    X = inputs.normal(3, 4, mean=2.0, std=5.0)
    check(student, X, no_network(no_attention(make(inputs, 4, 6))), 2)


@points(
    2,
    needs="pre_norm",
    hint="What do queries, keys and values each start from, X or something made of it? Feed X + 100 and see whether "
    "the weights change.",
)
def test_attention_part(student, inputs):
    """the attention part adds W_o's mix of the values of LN(X)"""
    for n, d, num_heads in ((3, 4, 2), (5, 6, 3), (4, 4, 1)):
        params = no_network(make(inputs, d, 5))
        params["W_q"] = 0 * params["W_q"]
        check(student, wide(inputs, n, d), params, num_heads)


@points(2, needs="attention_part", hint="How many features does the dot product of one head sum over?")
def test_heads_scaled_by_the_root_of_their_size(student, inputs):
    """each head's scores are divided by the root of the head's size"""
    for n, d, num_heads in ((3, 4, 2), (5, 6, 3), (4, 8, 2), (4, 4, 4)):
        params = no_network(make(inputs, d, 5))
        params["W_q"] = 3 * params["W_q"]
        check(student, wide(inputs, n, d), params, num_heads)


@points(2, needs="pre_norm", hint="Two layers, one relu between them, applied to LN of what the first half returned.")
def test_network_part(student, inputs):
    """the network part adds relu(LN(Z) W1 + b1) W2 + b2"""
    for n, d, f in ((3, 4, 7), (5, 6, 3), (4, 4, 4)):
        check(student, wide(inputs, n, d), no_attention(make(inputs, d, f)), 2)


@points(
    3,
    needs=("heads_scaled_by_the_root_of_their_size", "network_part"),
    hint="The second half starts from the first half's sum, and has its own gamma2 and beta2.",
)
def test_whole_block(student, inputs):
    """both halves together, one after the other"""
    for n, d, f, num_heads in ((3, 4, 7, 2), (5, 6, 3, 1), (1, 4, 4, 4), (2, 1, 2, 1)):
        check(student, wide(inputs, n, d), make(inputs, d, f), num_heads)


@points(2, needs="whole_block", hint="Count axes from the end: no sample of a batch sees another.")
def test_batches(student, inputs):
    """every sample of a batch is treated as if it were alone"""
    for batch_size, n, d, f, num_heads in ((3, 2, 6, 5, 2), (4, 4, 4, 4, 4)):
        X, params = wide(inputs, batch_size, n, d), make(inputs, d, f)
        expected = oracle(X, params, num_heads).float()
        assert_close(student.encoder_block(X, params, num_heads), expected, magnitude=SIZE)


@points(1, needs="batches", hint="Of nothing, which size is meant by -1? Say the sizes that you know.")
def test_no_samples(student, inputs):
    """a batch of no samples gives an empty result of the right shape"""
    assert_close(student.encoder_block(inputs.normal(0, 3, 4), make(inputs, 4, 5), 2), torch.zeros(0, 3, 4))


@points(1, needs="whole_block", hint="See the formula: eps is 1e-5, inside the root.")
def test_eps(student, inputs):
    """both layer normalisations use eps 1e-5"""
    params = make(inputs, 4, 5)
    X = inputs.normal(3, 4, std=3e-3)
    for part in (no_attention(params), no_network(params)):
        check(student, X, part, 2)


@points(1, needs="eps", hint="Let the result take its dtype from the arguments.")
def test_float64(student, inputs):
    """float64 in, float64 out, and as precise"""
    check(student, inputs.normal(3, 4, dtype=torch.float64), make(inputs, 4, 5, dtype=torch.float64), 2)


@points(1, needs="float64", hint="Let every tensor that you make take its dtype from the arguments.")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come out as they went in"""
    for dtype in (torch.float16, torch.bfloat16):
        params = {name: (tensor / 2).to(dtype) for name, tensor in make(inputs, 4, 5).items()}
        check(student, inputs.normal(3, 4).to(dtype), params, 2, magnitude=8.0)


@points(1, needs="float64", hint="Is your softmax the one from chapter 1 that survives logits of 1e4?")
def test_large_scores(student, inputs):
    """scores of ±1e4 give finite, right results"""
    params = make(inputs, 4, 5, dtype=torch.float64)
    params["W_q"] = 1e4 * params["W_q"]
    check(student, inputs.normal(3, 4, dtype=torch.float64), params, 2, magnitude=1e6)


@points(1, hint="Compute new tensors; leave those you were given, and the dict, as they are.")
def test_arguments_unchanged(student, inputs):
    """X and params are left as they were"""
    assert_unchanged(student.encoder_block, *_accepted(student, inputs.normal(3, 4), make(inputs, 4, 5), 2))


@points(
    2, needs=("float64", "arguments_unchanged"), hint="Stay with torch operations from the arguments to the result."
)
def test_gradients(student, inputs):
    """gradients reach X and every parameter and are right"""
    params = make(inputs, 4, 5, dtype=torch.float64)
    X, params, num_heads = _accepted(student, inputs.normal(3, 4, dtype=torch.float64), params, 2)
    cotangent = inputs.normal(*X.shape, dtype=torch.float64)
    names = list(params)
    answer = student.encoder_block.gradient(
        X, params, num_heads, wrt=(0, *(f"1.{name}" for name in names)), cotangent=cotangent
    )
    expected = _gradients(oracle, X, params, num_heads, cotangent)
    assert_close(list(answer.grads), expected, magnitude=SIZE, rtol=1e-10, atol=1e-10)


@points(2, hint="num_heads has to divide the features; every parameter has to fit X. Say which one does not.")
def test_bad_input(student, inputs):
    """wrong dimensions and sizes that do not match raise a ValueError that names the argument or the parameter"""
    f, X, params = student.encoder_block, inputs.normal(2, 3, 4), make(inputs, 4, 5)
    assert_raises(ValueError, f, X[0, 0], params, 2, naming=("X", *SEQUENCES))
    assert_raises(ValueError, f, X[None], params, 2, naming=("X", *SEQUENCES))
    assert_raises(ValueError, f, X, params, 3, naming=("X", *KEYS))
    assert_raises(ValueError, f, inputs.normal(2, 3, 6), params, 2, naming=("X", *KEYS))
    assert_raises(ValueError, f, X[:, :0], params, 2, naming=("X", *SEQUENCES))
    wrong_shapes = (("gamma1", 3), ("W_q", 6, 4), ("W_o", 6, 4), ("W_o", 4, 6), ("b1", 3), ("W2", 6, 4), ("b2", 3))
    for name, *wrong in wrong_shapes:
        assert_raises(ValueError, f, X, params | {name: inputs.normal(*wrong)}, 2, naming=("X", *KEYS))


def _accepted(student, X: Tensor, params: dict[str, Tensor], num_heads: int) -> tuple[Tensor, dict[str, Tensor], int]:
    """The arguments with X as a sequence or, for an answer that is for batches only, as a batch of one."""
    try:
        student.encoder_block(X, params, num_heads)
    except AssertionError:
        X = X[None]
    return X, params, num_heads


def _gradients(
    f: Callable[..., Tensor], X: Tensor, params: dict[str, Tensor], num_heads: int, cotangent: Tensor
) -> list[Tensor]:
    X, leaves = X.clone().requires_grad_(), {name: tensor.clone().requires_grad_() for name, tensor in params.items()}
    return list(torch.autograd.grad(f(X, leaves, num_heads), [X, *leaves.values()], cotangent))


@points(
    1,
    needs="batches",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    assert_keeps_device(student.encoder_block, inputs.normal(2, 3, 4), make(inputs, 4, 6), 2)
