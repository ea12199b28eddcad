"""Checks for `feedforward`."""

from itertools import pairwise

import torch
from torch.nn.functional import linear

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    library,
    points,
    source,
)

RULES = Rules()
EXPERIMENT = (
    "Send one sample of 3 features through layers of 4 and 2 units, and print the shape after every step. Then pass "
    "torch.zeros_like as activation: what must come out, if it leaves the output layer alone? With layers of 3 units "
    "each, would a transposed W still be noticed?"
)

NOTHING = source("lambda z: z")
RELU = library("torch.relu")
TANH = library("torch.tanh")
MINUS = source("lambda z: -z")
ANY = ("X", "weights", "biases", "weight", "bias", "W", "b")


def make_layers(inputs, *sizes, dtype=torch.float32):
    """Weights of size about 1 / sqrt(inputs), and biases, for layers from sizes[0] to sizes[-1]."""
    weights = [inputs.normal(out, into, dtype=dtype) / into**0.5 for into, out in pairwise(sizes)]
    biases = [inputs.normal(out, dtype=dtype) for out in sizes[1:]]
    return weights, biases


def make_positive_output(weights, biases):
    """Change the last layer so that it cannot go below zero after a relu layer: there relu would change nothing."""
    weights[-1], biases[-1] = weights[-1].abs(), biases[-1].abs() + 0.1
    return weights, biases


def oracle(X, weights, biases, hidden=lambda z: z, output=lambda z: z):
    """torch's own layer, in float64."""
    A = X.double()
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        A = hidden(linear(A, W.double(), b.double()))
    return output(linear(A, weights[-1].double(), biases[-1].double())).to(X.dtype)


@points(3, hint="W has one row for each output: which product of X and W leaves one column for each output?")
def test_linear_layers(student, inputs):
    """a layer is Z = X Wᵀ + b, with W of shape (outputs, inputs)"""
    for n, sizes in ((5, (3, 3, 3)), (4, (2, 3, 4)), (1, (4, 2, 3)), (3, (1, 5, 1))):
        X, (weights, biases) = inputs.normal(n, sizes[0]), make_layers(inputs, *sizes)
        assert_close(student.feedforward(X, weights, biases, NOTHING), oracle(X, weights, biases), magnitude=10.0)


@points(
    2,
    needs="linear_layers",
    hint="Pass torch.zeros_like as activation: what reaches the second layer, and what comes out?",
)
def test_hidden_activation(student, inputs):
    """the hidden layer is activated"""
    for n, sizes in ((6, (3, 8, 2)), (2, (4, 4, 4)), (1, (2, 7, 3))):
        X, (weights, biases) = inputs.normal(n, sizes[0]), make_positive_output(*make_layers(inputs, *sizes))
        expected = oracle(X, weights, biases, torch.relu)
        assert_close(student.feedforward(X, weights, biases, RELU), expected, magnitude=10.0)


@points(2, needs="hidden_activation", hint="With relu as activation, can your result be negative?")
def test_output_stays_raw(student, inputs):
    """`activation` does not touch the output layer"""
    for n, sizes in ((6, (3, 8, 2)), (2, (4, 4, 4)), (1, (2, 7, 3))):
        X, (weights, biases) = inputs.normal(n, sizes[0]), make_layers(inputs, *sizes)
        biases[-1] = biases[-1] - 2
        for function, hidden in ((RELU, torch.relu), (TANH, torch.tanh)):
            expected = oracle(X, weights, biases, hidden)
            assert_close(student.feedforward(X, weights, biases, function), expected, magnitude=10.0)
            assert_close(student.feedforward(X, weights, biases, function, NOTHING), expected, magnitude=10.0)


@points(
    1,
    needs="hidden_activation",
    hint="Pass torch.neg as output_activation and relu as activation: in which places is each of them called?",
)
def test_output_activation(student, inputs):
    """`output_activation`, where given, is applied to the output layer alone"""
    X = inputs.normal(5, 3)
    weights, biases = make_layers(inputs, 3, 6, 2)
    expected = oracle(X, weights, biases, output=torch.tanh)
    assert_close(student.feedforward(X, weights, biases, NOTHING, TANH), expected, magnitude=10.0)
    weights, biases = make_positive_output(weights, biases)
    expected = oracle(X, weights, biases, torch.relu, torch.neg)
    assert_close(student.feedforward(X, weights, biases, RELU, output_activation=MINUS), expected, magnitude=10.0)


@points(
    2, needs="hidden_activation", hint="Send one layer, and then four: which line of yours knows how many there are?"
)
def test_any_depth(student, inputs):
    """one, three, five or nine layers work as two do"""
    for sizes in ((3, 2), (4, 5, 3, 2), (2, 6, 5, 4, 5, 3), (3,) + (6,) * 8 + (2,)):
        X, (weights, biases) = inputs.uniform(4, sizes[0]), make_positive_output(*make_layers(inputs, *sizes))
        expected = oracle(X, weights, biases, torch.relu)
        assert_close(student.feedforward(X, weights, biases, RELU), expected, magnitude=10.0)


@points(
    1,
    needs="hidden_activation",
    hint="What is X.T, or X.shape[1], of a single sample? Print the shape after each layer: where does an axis come "
    "in or get lost?",
)
def test_one_sample(student, inputs):
    """one sample of shape (num_inputs,) gives one output of shape (outputs,)"""
    for sizes in ((3, 4, 2), (4, 4, 4), (2, 5, 1)):
        X, (weights, biases) = inputs.normal(sizes[0]), make_positive_output(*make_layers(inputs, *sizes))
        expected = oracle(X, weights, biases, torch.relu)
        assert_close(student.feedforward(X, weights, biases, RELU), expected, magnitude=10.0)


@points(1, needs="linear_layers", hint="Create no tensors of a fixed dtype on the way.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X, (weights, biases) = inputs.normal(4, 3, dtype=dtype), make_layers(inputs, 3, 5, 2, dtype=dtype)
        expected = oracle(X, weights, biases)
        assert_close(student.feedforward(X, weights, biases, NOTHING), expected, magnitude=5.0)


@points(1, needs="linear_layers", hint="No rows are a batch too: the output has 0 rows and still its columns.")
def test_no_rows(student, inputs):
    """0 rows give a result of shape (0, outputs)"""
    weights, biases = make_layers(inputs, 3, 5, 2)
    assert_close(student.feedforward(torch.zeros(0, 3), weights, biases, NOTHING), torch.zeros(0, 2))


@points(1, needs=("output_stays_raw", "dtypes"), hint="Every step from X to the output has to be a tensor operation.")
def test_gradients(student, inputs):
    """gradients reach X and every weight and bias"""
    for dtype in (torch.float32, torch.float64):
        X, (weights, biases) = inputs.normal(4, 3, dtype=dtype), make_layers(inputs, 3, 5, 2, dtype=dtype)
        assert_gradient(
            student.feedforward,
            (X, weights, biases, TANH),
            lambda X, weights, biases, activation: oracle(X, weights, biases, torch.tanh),
            wrt=(0, "1.0", "1.1", "2.0", "2.1"),
            magnitude=10.0,
        )


@points(1, hint="A list is an argument too: pop() and item assignment change the caller's, as += changes a tensor.")
def test_arguments_unchanged(student, inputs):
    """X and the lists of weights and biases are left as they were"""
    assert_unchanged(student.feedforward, inputs.normal(5, 3), *make_layers(inputs, 3, 3, 3), TANH)
    assert_unchanged(student.feedforward, inputs.normal(3), *make_layers(inputs, 3, 3, 3), RELU, TANH)


@points(2, hint="zip() stops at the shorter list without a word, and broadcasting makes sizes fit that should not.")
def test_bad_input(student, inputs):
    """shapes that do not fit together raise a ValueError that names the argument"""
    X, (weights, biases) = inputs.normal(4, 3), make_layers(inputs, 3, 5, 2)
    for bad in (X[0, 0], X[None]):
        assert_raises(ValueError, student.feedforward, bad, weights, biases, TANH, naming="X")
    for bad in (X[:, :2], X[0, :2]):
        assert_raises(ValueError, student.feedforward, bad, weights, biases, TANH, naming=ANY)
    for bad in ([weights[0][0], weights[1]], [weights[0], weights[1][:, :4]], [weights[0], weights[1][0]]):
        assert_raises(ValueError, student.feedforward, X, bad, biases, TANH, naming=ANY)
    for bad in (biases[:1], [*biases, biases[1]], [biases[0], biases[1][:1]], [biases[0][:4], biases[1]]):
        assert_raises(ValueError, student.feedforward, X, weights, bad, TANH, naming=ANY)


@points(
    1,
    needs="linear_layers",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    weights, biases = make_layers(inputs, 3, 5, 2)
    assert_keeps_device(student.feedforward, inputs.normal(4, 3), weights, biases, TANH)
    assert_keeps_device(student.feedforward, inputs.normal(3), weights, biases, TANH, output_activation=RELU)
