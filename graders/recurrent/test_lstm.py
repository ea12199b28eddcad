"""Checks for `LSTM`."""

import numpy as np
import torch

from course_cli.grading import RemoteObject, Rules, assert_close, assert_raises, assert_unchanged, fail, points

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Set all weights to 0 and b_c to 1, and let the biases of the gates speak: with b_f = 100 and b_i = -100, what "
    "is c after one step from c = 0.5? And the other way round? Then put 1e4 and -1e4 in their place: does a nan "
    "appear, and where?"
)

SIZES = ((3, 5, 2, 6), (5, 2, 3, 4), (1, 1, 1, 3), (4, 4, 4, 4), (3, 2, 4, 1))  # input, hidden, output, T
GATES = "ifco"


def shapes(input_dim, hidden_dim, output_dim):
    found = {f"W_{gate}": (hidden_dim, input_dim) for gate in GATES}
    found |= {f"U_{gate}": (hidden_dim, hidden_dim) for gate in GATES}
    found |= {f"b_{gate}": (hidden_dim, 1) for gate in GATES}
    return found | {"W_y": (output_dim, hidden_dim), "b_y": (output_dim, 1)}


def draw(inputs, *sizes):
    return {name: inputs.numpy.normal(0, 0.7, shape) for name, shape in shapes(*sizes).items()}


def only(input_dim, hidden_dim, output_dim, **values):
    """Weights that are all 0 but for some biases: what the gates do is then known without any product."""
    weights = {name: np.zeros(shape) for name, shape in shapes(input_dim, hidden_dim, output_dim).items()}
    return weights | {name: np.asarray(value, float).reshape(hidden_dim, 1) for name, value in values.items()}


def make(student, weights):
    """An LSTM of the student's with these weights."""
    lstm = student.LSTM(weights["W_i"].shape[1], weights["W_i"].shape[0], weights["W_y"].shape[0])
    if not isinstance(lstm, RemoteObject):
        fail("LSTM(input_dim, hidden_dim, output_dim) did not make an object", got=lstm)
    for name, value in weights.items():
        setattr(lstm, name, value)
    return lstm


def truth(weights, x, h=None, c=None):
    """The outputs (output_dim, T), the last state and the last cell (hidden_dim, 1), by torch's own layer."""
    hidden_dim, input_dim = weights["W_i"].shape
    layer = torch.nn.LSTM(input_dim, hidden_dim, dtype=torch.float64)
    start = [torch.from_numpy(np.zeros((hidden_dim, 1)) if s is None else s).T.contiguous() for s in (h, c)]
    with torch.no_grad():
        for to, prefix in ((layer.weight_ih_l0, "W_"), (layer.weight_hh_l0, "U_"), (layer.bias_ih_l0, "b_")):
            value = np.concatenate([weights[prefix + gate] for gate in GATES])  # torch's order is i, f, g, o
            to.copy_(torch.from_numpy(value).reshape(to.shape))
        layer.bias_hh_l0.zero_()
        states, (h_last, c_last) = layer(torch.from_numpy(x), tuple(start))
    y = weights["W_y"] @ states.T.numpy() + weights["b_y"]
    return y, h_last.T.contiguous().numpy(), c_last.T.contiguous().numpy()


def compare(lstm, y, expected):
    """Outputs, state and cell."""
    assert_close(y, expected[0])
    assert_close(lstm.h, expected[1])
    assert_close(lstm.c, expected[2])


@points(
    1,
    hint="W_y h is a column (output_dim, 1): which slice of y has that shape, and what does the text's reshape(-1) do?",
)
def test_outputs_are_columns(student):
    """five steps give five columns of outputs, (output_dim, 5)"""
    for hidden_dim, output_dim in ((3, 2), (3, 1), (3, 3)):
        lstm = make(student, only(3, hidden_dim, output_dim))
        assert_close(lstm.forward(np.ones((5, 3))), np.zeros((output_dim, 5)))


@points(1, hint="Read the list of shapes in the docstring: rows are what comes out, columns what goes in.")
def test_weights_have_their_shapes(student):
    """a new LSTM has all fourteen arrays in the stated shapes"""
    for sizes in ((3, 5, 2), (4, 1, 6)):
        lstm = student.LSTM(*sizes)
        for name, shape in shapes(*sizes).items():
            value = getattr(lstm, name, None)
            if not isinstance(value, np.ndarray) or value.shape != shape:
                fail(
                    "{name} of LSTM{sizes} is not an array of shape {shape}",
                    name=name,
                    sizes=sizes,
                    shape=shape,
                    got=value,
                )


@points(
    2,
    needs="outputs_are_columns",
    hint="Which gate says how much of the old cell is kept, which how much of the new is let in?",
)
def test_forget_gate_keeps_the_cell(student, inputs):
    """with the input gate shut, the forget gate alone decides what is left of the cell"""
    keep, c = inputs.numpy.normal(size=(3, 1)), inputs.numpy.normal(size=(3, 1))
    lstm = make(student, only(2, 3, 2, b_i=[-45.0] * 3, b_f=keep))
    lstm.forward(np.ones((1, 2)), c=c)
    assert_close(lstm.c, c / (1 + np.exp(-keep)))


@points(
    2, needs="outputs_are_columns", hint="A candidate may be negative: which of the two squashing functions can be?"
)
def test_candidate(student, inputs):
    """from an empty cell, one step writes gate times tanh of the candidate's input"""
    gate, new = inputs.numpy.normal(size=(3, 1)), inputs.numpy.normal(size=(3, 1))
    lstm = make(student, only(2, 3, 2, b_i=gate, b_f=gate, b_c=new))
    lstm.forward(np.ones((1, 2)))
    assert_close(lstm.c, np.tanh(new) / (1 + np.exp(-gate)))


@points(
    2,
    needs="outputs_are_columns",
    hint="The cell can grow beyond 1. What keeps the state, which comes from it, within -1 and 1?",
)
def test_state_is_squashed(student, inputs):
    """the state is the output gate times tanh of the cell"""
    gate, c = inputs.numpy.normal(size=(3, 1)), inputs.numpy.normal(0, 1.5, size=(3, 1))
    lstm = make(student, only(2, 3, 2, b_i=[45.0] * 3, b_f=[45.0] * 3, b_c=[45.0] * 3, b_o=gate))
    lstm.forward(np.ones((1, 2)), c=c)
    assert_close(lstm.h, np.tanh(c + 1) / (1 + np.exp(-gate)))


@points(
    3,
    needs=("forget_gate_keeps_the_cell", "candidate", "state_is_squashed"),
    hint="Each gate has a W for x_t, a U for the state before the step, and a bias; y comes from the new state.",
)
def test_sequences(student, inputs):
    """outputs, last state and last cell are right on sequences of many sizes"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        lstm = make(student, weights)
        compare(lstm, lstm.forward(x), truth(weights, x))


@points(1, needs="sequences", hint="What should the first step use as state and cell, when the caller gives them?")
def test_given_start(student, inputs):
    """a state or a cell that is passed in is where the sequence starts; one that is not starts at 0"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        h, c = inputs.numpy.normal(size=(2, sizes[1], 1))
        lstm = make(student, weights)
        compare(lstm, lstm.forward(x, h, c), truth(weights, x, h, c))
        lstm = make(student, weights)
        compare(lstm, lstm.forward(x, c=c), truth(weights, x, None, c))
        lstm = make(student, weights)
        compare(lstm, lstm.forward(x, h=h), truth(weights, x, h))


@points(
    2,
    needs="sequences",
    hint="`self.h` and `self.c` are where the last call left off. Should the next sequence begin there?",
)
def test_every_call_starts_from_zero(student, inputs):
    """without a start, a second call knows nothing of the first"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        lstm = make(student, weights)
        lstm.forward(inputs.numpy.normal(size=(T + 2, sizes[0])))
        compare(lstm, lstm.forward(x), truth(weights, x))
        lstm.forward(x, *inputs.numpy.normal(size=(2, sizes[1], 1)))
        compare(lstm, lstm.forward(x), truth(weights, x))


@points(
    1,
    needs="sequences",
    hint="exp(1e4) is inf, and inf / inf is nan. Can the sigmoid be written so that exp only shrinks?",
)
def test_extreme_gates(student, inputs):
    """inputs of +-1e4 to a gate or to the candidate give the limits, never nan"""
    for gate in GATES:
        for other in GATES:
            weights = draw(inputs, 2, 4, 3)
            weights[f"b_{gate}"] = np.array([[1e4], [-1e4], [1e4], [-1e4]])
            weights[f"b_{other}"] = np.array([[1e4], [1e4], [-1e4], [-1e4]])
            x, h, c = inputs.numpy.normal(size=(3, 2)), *inputs.numpy.normal(size=(2, 4, 1))
            lstm = make(student, weights)
            compare(lstm, lstm.forward(x, h, c), truth(weights, x, h, c))


@points(1, needs="sequences", hint="No step is taken: how many columns has y, and which state and cell are the last?")
def test_empty_sequence(student, inputs):
    """T = 0 gives outputs of shape (output_dim, 0) and leaves the start"""
    for sizes in ((3, 5, 2), (2, 1, 4)):
        h, c = inputs.numpy.normal(size=(2, sizes[1], 1))
        x, zeros = np.zeros((0, sizes[0])), np.zeros((sizes[1], 1))
        lstm = make(student, draw(inputs, *sizes))
        compare(lstm, lstm.forward(x, h, c), (np.zeros((sizes[2], 0)), h, c))
        lstm = make(student, draw(inputs, *sizes))
        compare(lstm, lstm.forward(x), (np.zeros((sizes[2], 0)), zeros, zeros))


@points(1, needs="outputs_are_columns", hint="Operators like += and *= write into the array that the caller handed in.")
def test_nothing_else_changes(student, inputs):
    """the call changes neither x, nor the start that was given, nor a weight"""
    weights = draw(inputs, 3, 3, 2)
    lstm = make(student, weights)
    assert_unchanged(lstm.forward, inputs.numpy.normal(size=(4, 3)), *inputs.numpy.normal(size=(2, 3, 1)))
    for name, value in weights.items():
        if not np.array_equal(getattr(lstm, name), value):
            fail("forward changed {name}", name=name, got=getattr(lstm, name), expected=value)


@points(
    1,
    hint="Compare the shapes of x, h and c with the sizes of the weights before the first step, and name the argument.",
)
def test_bad_input(student, inputs):
    """x, h or c of a wrong shape raises ValueError naming it"""
    lstm = make(student, draw(inputs, 3, 4, 2))
    x, state = np.ones((5, 3)), np.ones((4, 1))
    for shape in ((3,), (2, 5, 3), (5, 3, 1), (5, 4), (5, 2), (5, 1)):
        assert_raises(ValueError, lstm.forward, np.ones(shape), naming=("x", "input_dim"))
    for shape in ((4,), (1, 4), (3, 1), (1, 1), (4, 4)):
        assert_raises(ValueError, lstm.forward, x, np.ones(shape), state, naming=("h", "hidden_dim"))
        assert_raises(ValueError, lstm.forward, x, state, np.ones(shape), naming=("c", "hidden_dim"))
