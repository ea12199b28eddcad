"""Checks for `hard_attention`."""

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
    "Take inputs of tensor([[1.0], [3.0], [3.0]]): which weights should the query [1.0] get, and which the query "
    "[-1.0]? Print their dtype and their shape, for one query and for two, and then multiply them with the inputs."
)


def first_best(query: Tensor, inputs: Tensor) -> list[int]:
    """For each query (m, d) the first input of largest dot product, by comparing one after the other."""
    chosen = []
    for q in query.double():
        best = 0
        for i, x in enumerate(inputs.double()):
            if torch.dot(q, x) > torch.dot(q, inputs[best].double()):
                best = i
        chosen.append(best)
    return chosen


def one_hot(chosen: list[int], n: int) -> Tensor:
    weights = torch.zeros(len(chosen), n)
    for row, i in zip(weights, chosen, strict=True):
        row[i] = 1.0
    return weights


def whole(inputs, *shape: int) -> Tensor:
    """Small whole numbers: their dot products are exact in any dtype and in any order."""
    return inputs.integers(-4, 5, *shape).float()


def distinct(inputs, m: int, n: int, d: int) -> tuple[Tensor, Tensor]:
    """Queries and inputs without ties: each query's scores are 1, 2, ..., n times a power of ten, shuffled."""
    X = whole(inputs, n, d)
    X[:, 0] = torch.from_numpy(inputs.numpy.permutation(n)).float() + 1
    query = torch.zeros(m, d)
    query[:, 0] = 10.0 ** inputs.integers(0, 3, m) * (2.0 * inputs.integers(0, 2, m) - 1.0)
    return query, X


def as_float(weights: object) -> object:
    return weights.float() if isinstance(weights, Tensor) else weights


@points(2, hint="Which input has the largest dot product? It gets 1, all others get 0.")
def test_the_largest_score_gets_everything(student, inputs):
    """each query's weights are 1 at its largest score and 0 elsewhere"""
    for m, n, d in ((3, 5, 2), (4, 4, 4), (6, 3, 5)):
        query, X = distinct(inputs, m, n, d)
        assert_close(as_float(student.hard_attention(query, X)), one_hot(first_best(query, X), n), axes=("m", "n"))


@points(
    2, needs="the_largest_score_gets_everything", hint="Can an int64 tensor be multiplied with a float one by matmul?"
)
def test_weights_have_the_dtype_of_the_inputs(student, inputs):
    """the weights have the dtype of the inputs, float32, float64 or half precision"""
    for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        query, X = distinct(inputs, 2, 4, 3)
        expected = one_hot(first_best(query, X), 4).to(dtype)
        assert_close(student.hard_attention(query.to(dtype), X.to(dtype)), expected)


@points(
    2, needs="the_largest_score_gets_everything", hint="Several scores may be the largest, and yet one weight is 1."
)
def test_first_on_ties(student, inputs):
    """of several largest scores the first gets the weight"""
    query, X = distinct(inputs, 3, 4, 3)
    X = torch.cat([X, X.flip(0), X], dim=0)
    assert_close(as_float(student.hard_attention(query, X)), one_hot(first_best(query, X), 12), axes=("m", "n"))
    query = torch.cat([torch.zeros(1, 3), query])
    assert_close(as_float(student.hard_attention(query, X)), one_hot(first_best(query, X), 12), axes=("m", "n"))


@points(1, needs="the_largest_score_gets_everything", hint="With one query the scores have a single axis.")
def test_one_query(student, inputs):
    """one query, a vector, gets a vector of weights"""
    for n, d in ((5, 3), (3, 3), (1, 2)):
        query, X = distinct(inputs, 1, n, d)
        assert_close(as_float(student.hard_attention(query[0], X)), one_hot(first_best(query, X), n)[0], axes=("n",))


@points(
    2, needs="weights_have_the_dtype_of_the_inputs", hint="A weighted sum with one-hot weights is the input chosen."
)
def test_output(student, inputs):
    """hard_attend returns the input that each query looks at"""
    for m, n, d in ((3, 5, 2), (4, 4, 4), (2, 3, 5)):
        query, X = distinct(inputs, m, n, d)
        X[:, 1:] = inputs.normal(n, d - 1)
        assert_close(student.hard_attend(query, X), X[first_best(query, X)])
    query, X = (tensor.double() for tensor in distinct(inputs, 3, 5, 2))
    assert_close(student.hard_attend(query, X), X[first_best(query, X)])


@points(
    1,
    needs=("one_query", "output"),
    hint="Print the shape of the weights for one query, and of what you multiply them with: which axis is too many?",
)
def test_output_of_one_query(student, inputs):
    """hard_attend with one query, a vector, returns a vector"""
    for n, d in ((5, 3), (3, 3), (1, 2)):
        query, X = distinct(inputs, 1, n, d)
        assert_close(student.hard_attend(query[0], X), X[first_best(query, X)[0]])


@points(1, needs=("first_on_ties", "output"), hint="Do the sizes of your result come from the arguments' sizes alone?")
def test_one_of_each(student, inputs):
    """one query, one input or one feature is enough; negative scores are scores"""
    for m, n, d in ((1, 1, 1), (3, 1, 2), (1, 4, 3), (4, 3, 1)):
        query, X = distinct(inputs, m, n, d)
        assert_close(student.hard_attention(query, X), one_hot(first_best(query, X), n))
        assert_close(student.hard_attend(query, X), X[first_best(query, X)])
    query, X = torch.full((2, 1), -1e4), torch.tensor([[3.0], [2.0], [5.0]])
    assert_close(student.hard_attention(query, X), torch.tensor([[0.0, 1.0, 0.0]] * 2))


@points(1, needs="output", hint="Do the sizes of your result come from the arguments' sizes alone?")
def test_no_queries(student, inputs):
    """no query at all gives an empty result of the right shape"""
    query, X = inputs.normal(0, 2), inputs.normal(3, 2)
    assert_close(student.hard_attention(query, X), torch.zeros(0, 3))
    assert_close(student.hard_attend(query, X), torch.zeros(0, 2))


@points(1, hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged(student, inputs):
    """query and inputs are left as they were"""
    assert_unchanged(student.hard_attention, inputs.normal(2, 3), inputs.normal(4, 3))


@points(1, needs="output", hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged_by_the_output(student, inputs):
    """hard_attend, too, leaves query and inputs as they were"""
    assert_unchanged(student.hard_attend, inputs.normal(2, 3), inputs.normal(4, 3))


@points(1, needs="output", hint="The output is made of the inputs: stay with torch operations from them to the result.")
def test_gradient_reaches_the_chosen_inputs(student, inputs):
    """the gradient of the output reaches the chosen inputs and no other"""
    query, X = (tensor.double() for tensor in distinct(inputs, 3, 5, 2))
    chosen = first_best(query, X)
    assert_gradient(student.hard_attend, (query, X), lambda _, X: X[chosen], wrt=(1,))


@points(2, hint="Look at the shapes first; say in the ValueError which argument does not fit.")
def test_bad_input(student, inputs):
    """wrong dimensions, sizes that do not match and no inputs at all raise a ValueError that names the argument"""
    query, X = inputs.normal(2, 3), inputs.normal(4, 3)
    for f in (student.hard_attention, student.hard_attend):
        assert_raises(ValueError, f, query[None], X, naming="query")
        assert_raises(ValueError, f, query[0, 0], X, naming="query")
        assert_raises(ValueError, f, query, X[None], naming="inputs")
        assert_raises(ValueError, f, query[0], X[0], naming="inputs")
        assert_raises(ValueError, f, query, inputs.normal(4, 2), naming=("query", "inputs"))
        assert_raises(ValueError, f, query[0], inputs.normal(3, 4), naming=("query", "inputs"))
        assert_raises(ValueError, f, query, X[:0], naming="inputs")


@points(
    1,
    needs=("one_query", "output_of_one_query"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of their input"""
    X = inputs.normal(5, 3)
    for query in (inputs.normal(4, 3), inputs.normal(3)):
        assert_keeps_device(student.hard_attention, query, X)
        assert_keeps_device(student.hard_attend, query, X)
