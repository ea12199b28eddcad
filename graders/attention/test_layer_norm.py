"""Checks for `layer_norm`."""

import torch
from torch import Tensor
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

RULES = Rules(refuse=("layer_norm",))
EXPERIMENT = (
    "Take X = tensor([[0.0, 2.0], [100.0, 104.0]]), gamma of ones and beta of zeros: should the two vectors come out "
    "alike? Work the first out on paper with eps = 0 and with eps = 3. Then a vector of three equal numbers: print "
    "the result and its gradient."
)


def oracle(X: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    return F.layer_norm(X.double(), (X.shape[-1],), gamma.double(), beta.double(), eps)


def make(inputs, *shape: int, **kind: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
    """X with vectors of many means and scales, gamma, beta."""
    d = shape[-1]
    X = inputs.normal(*shape, **kind) * inputs.uniform(*shape[:-1], 1, low=0.5, high=3.0, **kind)
    return X + inputs.normal(*shape[:-1], 1, **kind), inputs.normal(d, **kind), inputs.normal(d, **kind)


def wide(inputs, n: int, d: int) -> Tensor:
    """Vectors so wide apart in their features that eps shows nowhere."""
    X = inputs.normal(n, d, std=10.0)
    X[:, 0] += 60.0
    return X


def plain(d: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    return torch.ones(d, dtype=dtype), torch.zeros(d, dtype=dtype)


@points(2, hint="Mean and variance of what: of one vector, or of one feature over all vectors?")
def test_each_vector_alone(student, inputs):
    """a vector of equal numbers becomes beta, whatever the other vectors hold"""
    for n, d in ((3, 4), (4, 4), (5, 8)):
        X = (4 * inputs.integers(-5, 6, n, 1) + torch.arange(n)[:, None]).float().expand(n, d).clone()
        gamma, beta = inputs.normal(d), inputs.normal(d)
        assert_close(student.layer_norm(X, gamma, beta), beta.expand(n, d), magnitude=1e4)


@points(2, needs="each_vector_alone", hint="Divide by the number of features, or by one less?")
def test_biased_variance(student, inputs):
    """each vector comes out with mean 0 and mean square 1: the variance is the biased one"""
    for n, d in ((3, 4), (5, 2), (1, 7), (4, 4)):
        X = wide(inputs, n, d)
        assert_close(student.layer_norm(X, *plain(d), 1e-5), oracle(X, *plain(d)).float(), magnitude=20.0)


@points(
    2,
    needs="biased_variance",
    hint="Take gamma [1, 10] and beta [0, 5] for two vectors: which numbers should be multiplied by 10?",
)
def test_gamma_and_beta(student, inputs):
    """gamma scales and beta shifts each feature, not each vector"""
    for n, d in ((3, 4), (4, 4), (5, 2)):
        X, gamma, beta = wide(inputs, n, d), inputs.normal(d), inputs.normal(d)
        assert_close(student.layer_norm(X, gamma, beta, 1e-5), oracle(X, gamma, beta).float(), magnitude=20.0)


@points(2, needs="biased_variance", hint="With a variance of 1 and eps = 3, is the divisor 2 or 4?")
def test_eps_inside_the_root(student, inputs):
    """eps is added to the variance, before the root"""
    for eps in (0.3, 0.05):
        X = inputs.normal(3, 5, std=0.7)
        expected = oracle(X, *plain(5), eps).float()
        assert_close(student.layer_norm(X, *plain(5), eps), expected, magnitude=20.0)
        assert_close(student.layer_norm(X, *plain(5), eps=eps), expected, magnitude=20.0)


@points(
    1,
    needs="eps_inside_the_root",
    hint="Take an X of numbers near 0.003, and call it with and without eps=1e-5: do the two differ?",
)
def test_default_eps(student, inputs):
    """eps is 1e-5 when it is not given"""
    X = inputs.normal(3, 5, std=3e-3)
    assert_close(student.layer_norm(X, *plain(5)), oracle(X, *plain(5)).float(), magnitude=20.0)


@points(1, needs=("gamma_and_beta", "default_eps"), hint="Let the result take its dtype from the arguments.")
def test_float64(student, inputs):
    """float64 in, float64 out, and as precise"""
    X, gamma, beta = make(inputs, 3, 5, dtype=torch.float64)
    for eps in (0.3, 1e-5):
        assert_close(student.layer_norm(X, gamma, beta, eps), oracle(X, gamma, beta, eps), magnitude=20.0)


@points(2, needs=("gamma_and_beta", "eps_inside_the_root"), hint="The last axis is -1, however many come before it.")
def test_many_shapes(student, inputs):
    """any number of leading axes works, and one feature gives beta"""
    for shape in ((2, 3, 4), (3, 3, 3), (2, 1, 5), (1, 3), (3, 1)):
        X, gamma, beta = make(inputs, *shape)
        assert_close(student.layer_norm(X, gamma, beta, 0.1), oracle(X, gamma, beta, 0.1).float(), magnitude=20.0)


@points(1, needs="many_shapes", hint="Do the sizes of your result come from the sizes of X alone?")
def test_no_vectors(student, inputs):
    """no vectors at all give an empty result of the right shape"""
    for shape in ((0, 4), (2, 0, 3)):
        assert_close(student.layer_norm(*make(inputs, *shape)), torch.zeros(shape))


@points(1, needs="float64", hint="Let every tensor that you make take its dtype from the arguments.")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come out as they went in"""
    for dtype in (torch.float16, torch.bfloat16):
        X, gamma, beta = inputs.normal(3, 6).to(dtype), inputs.normal(6).to(dtype), inputs.normal(6).to(dtype)
        expected = oracle(X, gamma, beta, 0.1).to(dtype)
        assert_close(student.layer_norm(X, gamma, beta, 0.1), expected, magnitude=8.0)


@points(1, hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged(student, inputs):
    """X, gamma and beta are left as they were"""
    assert_unchanged(student.layer_norm, *make(inputs, 3, 4))
    assert_unchanged(student.layer_norm, *make(inputs, 2, 3, 4))


@points(2, needs=("float64", "arguments_unchanged"), hint="Mean and variance depend on X, too.")
def test_gradients(student, inputs):
    """gradients reach X, gamma and beta and are right, also through mean and variance"""
    X, gamma, beta = make(inputs, 3, 4, dtype=torch.float64)
    assert_gradient(student.layer_norm, (X, gamma, beta, 0.1), oracle, wrt=(0, 1, 2), magnitude=20.0)


@points(1, needs="gradients", hint="What is the derivative of √var where var is 0?")
def test_gradient_at_equal_numbers(student, inputs):
    """the gradient is finite and right for a vector of equal numbers, too"""
    X = torch.tensor([[2.0] * 4, [0.0] * 4, [1.0, 2.0, 3.0, 5.0]], dtype=torch.float64)
    args = X, inputs.normal(4, dtype=torch.float64), inputs.normal(4, dtype=torch.float64)
    assert_gradient(student.layer_norm, args, oracle, wrt=(0, 1, 2), magnitude=1e3)


@points(2, hint="Look at the shapes first; say in the ValueError which argument does not fit.")
def test_bad_input(student, inputs):
    """wrong dimensions and sizes that do not match raise a ValueError that names the argument"""
    X, gamma, beta = make(inputs, 3, 4)
    f = student.layer_norm
    assert_raises(ValueError, f, X[0, 0], gamma, beta, naming="X")
    assert_raises(ValueError, f, X, gamma[None], beta, naming="gamma")
    assert_raises(ValueError, f, X, gamma, beta[None], naming="beta")
    assert_raises(ValueError, f, X, gamma[0], beta, naming="gamma")
    assert_raises(ValueError, f, X, gamma, beta[0], naming="beta")
    assert_raises(ValueError, f, X, inputs.normal(3), beta, naming=("X", "gamma"))
    assert_raises(ValueError, f, X, gamma, inputs.normal(5), naming=("X", "beta", "gamma"))
    assert_raises(ValueError, f, X, inputs.normal(1), beta, naming=("X", "gamma"))
    assert_raises(ValueError, f, X, gamma, inputs.normal(1), naming=("X", "beta", "gamma"))


@points(
    1,
    needs="many_shapes",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    assert_keeps_device(student.layer_norm, *make(inputs, 4, 3))
    assert_keeps_device(student.layer_norm, *make(inputs, 2, 3, 4), 0.1)
