"""Checks for `soft_attention`."""

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
    "Take torch.eye(3) as inputs and [10.0, 0.0, 0.0] as query: which input should get nearly all of the weight, and "
    "what is the output? Then two queries at once, and inputs of four rows: print the shape of the scores. Which "
    "sums must be 1?"
)

SCORES = 20.0  # size of the scores of random inputs, whose rounding shows in the weights


def weights_of(query: Tensor, inputs: Tensor) -> Tensor:
    return torch.softmax(torch.einsum("...d,nd->...n", query.double(), inputs.double()), dim=-1)


def output_of(query: Tensor, inputs: Tensor) -> Tensor:
    return torch.einsum("...n,nd->...d", weights_of(query, inputs), inputs.double())


def with_scores(scores: Tensor) -> tuple[Tensor, Tensor]:
    """Queries and inputs whose dot products are exactly `scores` (m, n)."""
    m, n = scores.shape
    query = torch.cat([torch.eye(m), torch.zeros(m, 2)], dim=1).to(scores.dtype)
    return query, torch.cat([scores.T, torch.full((n, 2), 3.0).to(scores.dtype)], dim=1)


@points(2, hint="One dot product for each pair of a query and an input. Which axis of the scores runs over the inputs?")
def test_weights_of_queries(student, inputs):
    """each query's weights are the softmax of its dot products, over the inputs"""
    odds = inputs.uniform(2, 4, low=1.0, high=5.0)
    query, X = with_scores(odds.log())
    expected = odds.double() / odds.double().sum(dim=1, keepdim=True)
    assert_close(student.soft_attention(query, X), expected.float(), magnitude=4.0)
    query, X = inputs.normal(5, 3), inputs.normal(5, 3)
    assert_close(student.soft_attention(query, X), weights_of(query, X).float(), magnitude=SCORES)


@points(2, needs="weights_of_queries", hint="With one query the scores have a single axis: which number names it, too?")
def test_weights_of_one_query(student, inputs):
    """one query, a vector, gets a vector of weights"""
    for n, d in ((5, 3), (3, 3), (1, 4)):
        query, X = inputs.normal(d), inputs.normal(n, d)
        assert_close(student.soft_attention(query, X), weights_of(query, X).float(), magnitude=SCORES)


@points(2, needs="weights_of_queries", hint="The weights say how much of each input goes into the output.")
def test_output_of_queries(student, inputs):
    """attend returns the average of the inputs under the weights, not the weights"""
    for m, n, d in ((2, 5, 3), (3, 4, 4), (4, 2, 4), (3, 3, 2)):
        query, X = inputs.normal(m, d), inputs.normal(n, d)
        assert_close(student.attend(query, X), output_of(query, X).float(), magnitude=SCORES)


@points(
    1,
    needs=("weights_of_one_query", "output_of_queries"),
    hint="Print the shape of the weights for one query, and of what you multiply them with: which axis is too many?",
)
def test_output_of_one_query(student, inputs):
    """attend with one query, a vector, returns a vector"""
    for n, d in ((5, 3), (4, 4), (1, 2)):
        query, X = inputs.normal(d), inputs.normal(n, d)
        assert_close(student.attend(query, X), output_of(query, X).float(), magnitude=SCORES)


@points(
    2, needs="weights_of_queries", hint="Adding one number to all scores of a query changes nothing: which one helps?"
)
def test_large_scores(student, inputs):
    """scores of ±1e4 give right weights, also when only some queries have them"""
    low, high = inputs.uniform(4, low=0.5, high=3.0), inputs.uniform(4, low=0.5, high=3.0)
    one = torch.tensor([1.0, -1.0, 0.0, 0.5])
    query, X = with_scores(torch.stack([1e4 + high, low - 1e4, 1e4 * one, one]))
    assert_close(student.soft_attention(query, X), weights_of(query, X).float(), magnitude=1e4)


@points(1, needs=("output_of_queries",), hint="Do the sizes of your result come from the arguments' sizes alone?")
def test_one_of_each(student, inputs):
    """one query, one input or one feature is enough"""
    for m, n, d in ((1, 1, 1), (3, 1, 2), (1, 4, 3), (4, 3, 1)):
        query, X = inputs.normal(m, d), inputs.normal(n, d)
        assert_close(student.soft_attention(query, X), weights_of(query, X).float(), magnitude=SCORES)
        assert_close(student.attend(query, X), output_of(query, X).float(), magnitude=SCORES)


@points(1, needs="output_of_queries", hint="Do the sizes of your result come from the arguments' sizes alone?")
def test_no_queries(student, inputs):
    """no query at all gives an empty result of the right shape"""
    query, X = inputs.normal(0, 2), inputs.normal(3, 2)
    assert_close(student.soft_attention(query, X), torch.zeros(0, 3))
    assert_close(student.attend(query, X), torch.zeros(0, 2))


@points(1, needs="output_of_queries", hint="Let the result take its dtype from the inputs.")
def test_float64(student, inputs):
    """float64 in, float64 out, and as precise"""
    query, X = (inputs.uniform(n, 3, low=-1.0, dtype=torch.float64) for n in (2, 4))
    assert_close(student.soft_attention(query, X), weights_of(query, X))
    assert_close(student.attend(query, X), output_of(query, X))


@points(1, needs="float64", hint="Let every tensor that you make take its dtype from the inputs.")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come out as they went in"""
    for dtype in (torch.float16, torch.bfloat16):
        query, X = (inputs.uniform(n, 3, low=-1.0).to(dtype) for n in (2, 4))
        assert_close(student.soft_attention(query, X), weights_of(query, X).to(dtype), magnitude=2.0)
        assert_close(student.attend(query, X), output_of(query, X).to(dtype), magnitude=2.0)


@points(1, hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged(student, inputs):
    """query and inputs are left as they were"""
    for f in (student.soft_attention, student.attend):
        assert_unchanged(f, inputs.normal(2, 3), inputs.normal(4, 3))


@points(
    2, needs=("float64", "arguments_unchanged"), hint="Stay with torch operations from the arguments to the result."
)
def test_gradients(student, inputs):
    """gradients reach query and inputs and are right"""
    query, X = inputs.normal(2, 3, dtype=torch.float64), inputs.normal(4, 3, dtype=torch.float64)
    assert_gradient(student.soft_attention, (query, X), weights_of, wrt=(0, 1), magnitude=SCORES)
    assert_gradient(student.attend, (query, X), output_of, wrt=(0, 1), magnitude=SCORES)


@points(1, needs=("large_scores", "gradients"), hint="What is the derivative of exp where it overflows?")
def test_gradients_at_large_scores(student, inputs):
    """gradients are right at scores of ±1e4 too"""
    near = inputs.uniform(2, 4, low=0.0, high=2.0, dtype=torch.float64)
    one = torch.tensor([[1.0, -1.0, 0.0, 0.5]], dtype=torch.float64)
    query, X = with_scores(torch.cat([near + torch.tensor([[1e4], [-1e4]]), 1e4 * one]))
    # Scores of 1e4 are rounded to 1e-12, and as many digits are lost in the weights and in what they multiply.
    query, X = 1e4 * query, X / 1e4
    assert_gradient(student.attend, (query, X), output_of, wrt=(0, 1), rtol=1e-7, atol=1e-6)


@points(2, hint="Look at the shapes first; say in the ValueError which argument does not fit.")
def test_bad_input(student, inputs):
    """wrong dimensions, sizes that do not match and no inputs at all raise a ValueError that names the argument"""
    query, X = inputs.normal(2, 3), inputs.normal(4, 3)
    for f in (student.soft_attention, student.attend):
        assert_raises(ValueError, f, query[None], X, naming="query")
        assert_raises(ValueError, f, query[0, 0], X, naming="query")
        assert_raises(ValueError, f, query, X[None], naming="inputs")
        assert_raises(ValueError, f, query[0], X[0], naming="inputs")
        assert_raises(ValueError, f, query, inputs.normal(4, 2), naming=("query", "inputs"))
        assert_raises(ValueError, f, query[0], inputs.normal(3, 4), naming=("query", "inputs"))
        assert_raises(ValueError, f, query, X[:0], naming="inputs")


@points(
    1,
    needs=("weights_of_one_query", "output_of_one_query"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of their input"""
    X = inputs.normal(5, 3)
    for query in (inputs.normal(4, 3), inputs.normal(3)):
        assert_keeps_device(student.soft_attention, query, X)
        assert_keeps_device(student.attend, query, X)
