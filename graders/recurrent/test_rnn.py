"""Checks for `RNN`."""

import numpy as np
import torch

from course_cli.grading import RemoteObject, Rules, assert_close, assert_raises, assert_unchanged, fail, points

RULES = Rules(library="numpy")
EXPERIMENT = (
    "One input, one state, one output: set W_x, W_h and W_y to 1 and the biases to 0, and take x = [[1], [0], [0]]. "
    "Which three states follow, on paper? Print yours and y, then call forward again: does it begin where the first "
    "call ended?"
)

SIZES = ((3, 5, 2, 6), (5, 2, 3, 4), (1, 1, 1, 3), (4, 4, 4, 4), (3, 2, 4, 1))  # input, hidden, output, T
NAMES = ("W_h", "W_x", "b_h", "W_y", "b_y")


def shapes(input_dim, hidden_dim, output_dim):
    return {
        "W_h": (hidden_dim, hidden_dim),
        "W_x": (hidden_dim, input_dim),
        "b_h": (hidden_dim, 1),
        "W_y": (output_dim, hidden_dim),
        "b_y": (output_dim, 1),
    }


def draw(inputs, input_dim, hidden_dim, output_dim, biases=False):
    """Weights by name, small enough that tanh keeps its curve; biases zero unless asked for."""
    weights = {
        name: inputs.numpy.normal(0, 0.6, shape) for name, shape in shapes(input_dim, hidden_dim, output_dim).items()
    }
    return weights if biases else {name: 0 * w if name.startswith("b") else w for name, w in weights.items()}


def make(student, weights):
    """An RNN of the student's with these weights."""
    rnn = student.RNN(weights["W_x"].shape[1], weights["W_x"].shape[0], weights["W_y"].shape[0])
    if not isinstance(rnn, RemoteObject):
        fail("RNN(input_dim, hidden_dim, output_dim) did not make an object", got=rnn)
    for name, value in weights.items():
        setattr(rnn, name, value)
    return rnn


def truth(weights, x, h=None):
    """The last state (hidden_dim, 1) and the outputs (output_dim, T), by torch's own layer."""
    hidden_dim, input_dim = weights["W_x"].shape
    layer = torch.nn.RNN(input_dim, hidden_dim, dtype=torch.float64)
    w = {name: torch.from_numpy(value) for name, value in weights.items()}
    with torch.no_grad():
        layer.weight_ih_l0.copy_(w["W_x"])
        layer.weight_hh_l0.copy_(w["W_h"])
        layer.bias_ih_l0.copy_(w["b_h"][:, 0])
        layer.bias_hh_l0.zero_()
        start = torch.zeros(1, hidden_dim, dtype=torch.float64) if h is None else torch.from_numpy(h).T.contiguous()
        states, last = layer(torch.from_numpy(x), start)
        return last.T.contiguous().numpy(), (w["W_y"] @ states.T + w["b_y"]).numpy()


@points(
    1,
    hint="W_y h is a column (output_dim, 1): which slice of y has that shape, and what does the text's reshape(-1) do?",
)
def test_outputs_are_columns(student):
    """five steps give five columns of outputs, (output_dim, 5)"""
    for hidden_dim, output_dim in ((3, 2), (3, 1), (3, 3)):
        zeros = {name: np.zeros(shape) for name, shape in shapes(3, hidden_dim, output_dim).items()}
        assert_close(make(student, zeros).forward(np.ones((5, 3))), np.zeros((output_dim, 5)))


@points(1, hint="Read the list of shapes in the docstring: rows are what comes out, columns what goes in.")
def test_weights_have_their_shapes(student):
    """a new RNN has W_h, W_x, b_h, W_y and b_y in the stated shapes"""
    for sizes in ((3, 5, 2), (4, 1, 6)):
        rnn = student.RNN(*sizes)
        for name, shape in shapes(*sizes).items():
            value = getattr(rnn, name, None)
            if not isinstance(value, np.ndarray) or value.shape != shape:
                fail(
                    "{name} of RNN{sizes} is not an array of shape {shape}",
                    name=name,
                    sizes=sizes,
                    shape=shape,
                    got=value,
                )


@points(
    3,
    needs="outputs_are_columns",
    hint="Two products make the pre-activation: which matrix goes with the state, which with x_t?",
)
def test_recurrence(student, inputs):
    """after T steps without biases `h` is the state that tanh(W_h h + W_x x) leads to"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        rnn = make(student, weights)
        rnn.forward(x)
        assert_close(rnn.h, truth(weights, x)[0])


@points(2, needs="recurrence", hint="Which state does y_t come from: the one before the step, or the one after it?")
def test_outputs(student, inputs):
    """each output is W_y times the state of its own step"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        assert_close(make(student, weights).forward(x), truth(weights, x)[1])


@points(2, needs="outputs", hint="Set all weights to 0: what are the states and the outputs for b_h = 1 and b_y = 2?")
def test_biases(student, inputs):
    """b_h enters every state and b_y every output"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes, biases=True), inputs.numpy.normal(size=(T, sizes[0]))
        rnn = make(student, weights)
        y = rnn.forward(x)
        h_true, y_true = truth(weights, x)
        assert_close(y, y_true)
        assert_close(rnn.h, h_true)


@points(1, needs="recurrence", hint="What should the first step use as the state before it, when the caller gives one?")
def test_given_start_state(student, inputs):
    """a state that is passed in is where the sequence starts"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        h = inputs.numpy.normal(size=(sizes[1], 1))
        rnn = make(student, weights)
        rnn.forward(x, h)
        assert_close(rnn.h, truth(weights, x, h)[0])
        rnn.forward(x, h=2 * h)
        assert_close(rnn.h, truth(weights, x, 2 * h)[0])


@points(2, needs="recurrence", hint="`self.h` is where the last call left off. Should the next sequence begin there?")
def test_every_call_starts_from_zero(student, inputs):
    """without a start state, a second call knows nothing of the first"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        h_true = truth(weights, x)[0]
        rnn = make(student, weights)
        rnn.forward(inputs.numpy.normal(size=(T + 2, sizes[0])))
        rnn.forward(x)
        assert_close(rnn.h, h_true)
        rnn.forward(x, inputs.numpy.normal(size=(sizes[1], 1)))
        rnn.forward(x)
        assert_close(rnn.h, h_true)


@points(1, needs="given_start_state", hint="No step is taken: how many columns has y, and which state is the last?")
def test_empty_sequence(student, inputs):
    """T = 0 gives outputs of shape (output_dim, 0) and leaves the start state"""
    for sizes in ((3, 5, 2), (2, 1, 4)):
        rnn = make(student, draw(inputs, *sizes, biases=True))
        h = inputs.numpy.normal(size=(sizes[1], 1))
        assert_close(rnn.forward(np.zeros((0, sizes[0])), h), np.zeros((sizes[2], 0)))
        assert_close(rnn.h, h)
        rnn = make(student, draw(inputs, *sizes, biases=True))
        assert_close(rnn.forward(np.zeros((0, sizes[0]))), np.zeros((sizes[2], 0)))
        assert_close(rnn.h, np.zeros((sizes[1], 1)))


@points(1, needs="recurrence", hint="A tanh written out with exp overflows; np.tanh does not.")
def test_large_inputs(student, inputs):
    """inputs of 1e4 drive the state to 1 or -1, never to nan"""
    weights = draw(inputs, 3, 4, 2)
    weights["W_x"] = np.where(weights["W_x"] > 0, 1.0, -1.0)
    x = inputs.numpy.choice([-1e4, 1e4, 3e4], size=(4, 3))
    rnn = make(student, weights)
    rnn.forward(x)
    assert_close(rnn.h, truth(weights, x)[0])


@points(
    1, needs="outputs_are_columns", hint="Operators like += and out= write into the array that the caller handed in."
)
def test_nothing_else_changes(student, inputs):
    """the call changes neither x, nor the start state that was given, nor a weight"""
    weights = draw(inputs, 3, 3, 2, biases=True)
    rnn = make(student, weights)
    assert_unchanged(rnn.forward, inputs.numpy.normal(size=(4, 3)), inputs.numpy.normal(size=(3, 1)))
    for name in NAMES:
        if not np.array_equal(getattr(rnn, name), weights[name]):
            fail("forward changed {name}", name=name, got=getattr(rnn, name), expected=weights[name])


@points(
    1, hint="Compare x.shape and h.shape with the sizes of the weights before the first step, and name the argument."
)
def test_bad_input(student, inputs):
    """x or h of a wrong shape raises ValueError naming it"""
    rnn = make(student, draw(inputs, 3, 4, 2))
    for shape in ((3,), (2, 5, 3), (5, 3, 1), (5, 4), (5, 2), (5, 1)):
        assert_raises(ValueError, rnn.forward, np.ones(shape), naming=("x", "input_dim", "W_x"))
    for shape in ((4,), (1, 4), (3, 1), (1, 1), (4, 4)):
        assert_raises(ValueError, rnn.forward, np.ones((5, 3)), np.ones(shape), naming=("h", "hidden_dim", "W_h"))
