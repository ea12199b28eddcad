"""Checks for `GRU`."""

import numpy as np
import torch

from course_cli.grading import RemoteObject, Rules, assert_close, assert_raises, assert_unchanged, fail, points

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Set all weights to 0 and b_h to 1: after one step from h = 0.5, what is h with b_z = 100, and with b_z = -100? "
    "For the reset gate take two states, a U_h that swaps them, and a gate that lets only one through: which entry "
    "of the candidate should notice?"
)

SIZES = ((3, 5, 2, 6), (5, 2, 3, 4), (1, 1, 1, 3), (4, 4, 4, 4), (3, 2, 4, 1))  # input, hidden, output, T
GATES = "rzh"


def shapes(input_dim, hidden_dim, output_dim):
    found = {f"W_{gate}": (hidden_dim, input_dim) for gate in GATES}
    found |= {f"U_{gate}": (hidden_dim, hidden_dim) for gate in GATES}
    found |= {f"b_{gate}": (hidden_dim, 1) for gate in GATES}
    return found | {"W_y": (output_dim, hidden_dim), "b_y": (output_dim, 1)}


def draw(inputs, *sizes):
    return {name: inputs.numpy.normal(0, 0.7, shape) for name, shape in shapes(*sizes).items()}


def only(input_dim, hidden_dim, output_dim, **values):
    """Weights that are all 0 but for those given."""
    named = shapes(input_dim, hidden_dim, output_dim)
    return {name: np.zeros(shape) for name, shape in named.items()} | values


def make(student, weights):
    """A GRU of the student's with these weights."""
    gru = student.GRU(weights["W_h"].shape[1], weights["W_h"].shape[0], weights["W_y"].shape[0])
    if not isinstance(gru, RemoteObject):
        fail("GRU(input_dim, hidden_dim, output_dim) did not make an object", got=gru)
    for name, value in weights.items():
        setattr(gru, name, value)
    return gru


def truth(weights, x, h=None):
    """The outputs (output_dim, T) and the last state (hidden_dim, 1), from the formulas, all vectors flat."""
    w = {name: torch.from_numpy(value) for name, value in weights.items()}
    state = torch.zeros(len(w["b_h"]), dtype=torch.float64) if h is None else torch.from_numpy(h)[:, 0]

    def before(gate, x_t, s):
        return torch.mv(w[f"W_{gate}"], x_t) + torch.mv(w[f"U_{gate}"], s) + w[f"b_{gate}"].flatten()

    y = torch.zeros(len(w["b_y"]), len(x), dtype=torch.float64)
    for t, x_t in enumerate(torch.from_numpy(x)):
        reset, update = before("r", x_t, state).sigmoid(), before("z", x_t, state).sigmoid()
        candidate = before("h", x_t, reset * state).tanh()
        state = torch.lerp(candidate, state, update)
        y[:, t] = torch.mv(w["W_y"], state) + w["b_y"].flatten()
    return y.numpy(), state[:, None].numpy()


def truth_where_u_h_is_diagonal(weights, x, h):
    """The last state by torch's own layer, which puts r after U_h: the same where U_h is diagonal."""
    hidden_dim, input_dim = weights["W_h"].shape
    layer = torch.nn.GRU(input_dim, hidden_dim, dtype=torch.float64)
    with torch.no_grad():
        for to, prefix in ((layer.weight_ih_l0, "W_"), (layer.weight_hh_l0, "U_"), (layer.bias_ih_l0, "b_")):
            value = np.concatenate([weights[prefix + gate] for gate in GATES])  # torch's order is r, z, n
            to.copy_(torch.from_numpy(value).reshape(to.shape))
        layer.bias_hh_l0.zero_()
        return layer(torch.from_numpy(x), torch.from_numpy(h).T.contiguous())[1].T.contiguous().numpy()


def compare(gru, y, expected):
    """Outputs and state."""
    assert_close(y, expected[0])
    assert_close(gru.h, expected[1])


@points(1, hint="W_y h is a column (output_dim, 1): which slice of y has that shape?")
def test_outputs_are_columns(student):
    """five steps give five columns of outputs, (output_dim, 5)"""
    for hidden_dim, output_dim in ((3, 2), (3, 1), (3, 3)):
        gru = make(student, only(3, hidden_dim, output_dim))
        assert_close(gru.forward(np.ones((5, 3))), np.zeros((output_dim, 5)))


@points(1, hint="Read the list of shapes in the docstring: rows are what comes out, columns what goes in.")
def test_weights_have_their_shapes(student):
    """a new GRU has all eleven arrays in the stated shapes"""
    for sizes in ((3, 5, 2), (4, 1, 6)):
        gru = student.GRU(*sizes)
        for name, shape in shapes(*sizes).items():
            value = getattr(gru, name, None)
            if not isinstance(value, np.ndarray) or value.shape != shape:
                fail(
                    "{name} of GRU{sizes} is not an array of shape {shape}",
                    name=name,
                    sizes=sizes,
                    shape=shape,
                    got=value,
                )


@points(2, needs="outputs_are_columns", hint="With z near 1, is the state kept or replaced?")
def test_update_gate(student, inputs):
    """the share z of the old state is kept, and 1 - z of the candidate comes in"""
    update, new, h = inputs.numpy.normal(size=(3, 4, 1))
    gru = make(student, only(2, 4, 3, b_z=update, b_h=new))
    gru.forward(np.ones((1, 2)), h)
    z = 1 / (1 + np.exp(-update))
    assert_close(gru.h, z * h + (1 - z) * np.tanh(new))


@points(
    2,
    needs="outputs_are_columns",
    hint="Is the state reset before U_h mixes its entries, or after? With unequal r it matters.",
)
def test_reset_gate(student, inputs):
    """r shrinks the state's entries before U_h mixes them"""
    reset, h = inputs.numpy.normal(0, 2, size=(2, 4, 1))
    mix = inputs.numpy.normal(size=(4, 4))
    gru = make(student, only(2, 4, 3, b_r=reset, U_h=mix))
    gru.forward(np.ones((1, 2)), h)
    assert_close(gru.h, (h + np.tanh(mix @ (h / (1 + np.exp(-reset))))) / 2)


@points(
    3,
    needs=("update_gate", "reset_gate"),
    hint="Each gate has a W for x_t, a U for the state before the step, and a bias; y comes from the new state.",
)
def test_sequences(student, inputs):
    """outputs and last state are right on sequences of many sizes"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        gru = make(student, weights)
        compare(gru, gru.forward(x), truth(weights, x))
    weights, x, h = draw(inputs, 3, 4, 2), inputs.numpy.normal(size=(5, 3)), inputs.numpy.normal(size=(4, 1))
    weights["U_h"] = np.diag(np.diag(weights["U_h"]))
    gru = make(student, weights)
    gru.forward(x, h)
    assert_close(gru.h, truth_where_u_h_is_diagonal(weights, x, h))


@points(1, needs="sequences", hint="What should the first step use as the state before it, when the caller gives one?")
def test_given_start_state(student, inputs):
    """a state that is passed in is where the sequence starts"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        h = inputs.numpy.normal(size=(sizes[1], 1))
        gru = make(student, weights)
        compare(gru, gru.forward(x, h), truth(weights, x, h))
        compare(gru, gru.forward(x, h=2 * h), truth(weights, x, 2 * h))


@points(2, needs="sequences", hint="`self.h` is where the last call left off. Should the next sequence begin there?")
def test_every_call_starts_from_zero(student, inputs):
    """without a start state, a second call knows nothing of the first"""
    for *sizes, T in SIZES:
        weights, x = draw(inputs, *sizes), inputs.numpy.normal(size=(T, sizes[0]))
        gru = make(student, weights)
        gru.forward(inputs.numpy.normal(size=(T + 2, sizes[0])))
        compare(gru, gru.forward(x), truth(weights, x))
        gru.forward(x, inputs.numpy.normal(size=(sizes[1], 1)))
        compare(gru, gru.forward(x), truth(weights, x))


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
            x, h = inputs.numpy.normal(size=(3, 2)), inputs.numpy.normal(size=(4, 1))
            gru = make(student, weights)
            compare(gru, gru.forward(x, h), truth(weights, x, h))


@points(1, needs="sequences", hint="No step is taken: how many columns has y, and which state is the last?")
def test_empty_sequence(student, inputs):
    """T = 0 gives outputs of shape (output_dim, 0) and leaves the start state"""
    for sizes in ((3, 5, 2), (2, 1, 4)):
        h, x = inputs.numpy.normal(size=(sizes[1], 1)), np.zeros((0, sizes[0]))
        gru = make(student, draw(inputs, *sizes))
        compare(gru, gru.forward(x, h), (np.zeros((sizes[2], 0)), h))
        gru = make(student, draw(inputs, *sizes))
        compare(gru, gru.forward(x), (np.zeros((sizes[2], 0)), np.zeros((sizes[1], 1))))


@points(1, needs="outputs_are_columns", hint="Operators like += and *= write into the array that the caller handed in.")
def test_nothing_else_changes(student, inputs):
    """the call changes neither x, nor the start state that was given, nor a weight"""
    weights = draw(inputs, 3, 3, 2)
    gru = make(student, weights)
    assert_unchanged(gru.forward, inputs.numpy.normal(size=(4, 3)), inputs.numpy.normal(size=(3, 1)))
    for name, value in weights.items():
        if not np.array_equal(getattr(gru, name), value):
            fail("forward changed {name}", name=name, got=getattr(gru, name), expected=value)


@points(
    1, hint="Compare the shapes of x and h with the sizes of the weights before the first step, and name the argument."
)
def test_bad_input(student, inputs):
    """x or h of a wrong shape raises ValueError naming it"""
    gru = make(student, draw(inputs, 3, 4, 2))
    for shape in ((3,), (2, 5, 3), (5, 3, 1), (5, 4), (5, 2), (5, 1)):
        assert_raises(ValueError, gru.forward, np.ones(shape), naming=("x", "input_dim"))
    for shape in ((4,), (1, 4), (3, 1), (1, 1), (4, 4)):
        assert_raises(ValueError, gru.forward, np.ones((5, 3)), np.ones(shape), naming=("h", "hidden_dim"))
