"""Checks for `rnn_forward`, `bptt` and `truncated_bptt`."""

import numpy as np
import torch

from course_cli.grading import Rules, assert_close, assert_raises, assert_unchanged, fail, points

RULES = Rules(library="numpy")
EXPERIMENT = (
    "A gradient can be measured: add 1e-6 to one entry of a parameter, and divide the change of the loss by it. "
    "Begin with T = 1, where nothing flows through time, then T = 2. Which of the five is right at 1 and wrong at 2, "
    "and what comes in only then?"
)

SIZES = ((3, 5, 2, 6), (5, 2, 3, 4), (1, 1, 1, 3), (4, 4, 4, 4), (3, 2, 4, 1), (2, 3, 1, 9))  # input, hidden, output, T


def draw(inputs, input_dim, hidden_dim, output_dim, T):
    """x, targets, h0 and params."""
    normal = inputs.numpy.normal
    params = {
        "W_h": normal(0, 0.8, (hidden_dim, hidden_dim)),
        "W_x": normal(0, 0.7, (hidden_dim, input_dim)),
        "b_h": normal(0, 0.5, hidden_dim),
        "W_y": normal(0, 0.7, (output_dim, hidden_dim)),
        "b_y": normal(0, 0.5, output_dim),
    }
    return normal(size=(T, input_dim)), normal(size=(T, output_dim)), normal(size=hidden_dim), params


def at_zero(inputs, T):
    """x, targets, h0 and params of a network whose states are 0, where tanh is 1: only W_h and W_y are not zero."""
    x, targets, h0, params = draw(inputs, 3, 4, 2, T)
    return 0 * x, targets, 0 * h0, params | {name: 0 * params[name] for name in ("W_x", "b_h", "b_y")}


def truth(x, targets, h0, params, num_steps=None):
    """Loss and gradients by autograd. Truncated: the loss at t is that of a network that starts, with its own state
    taken as given, at t - num_steps + 1."""
    w = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    x, targets, h = torch.from_numpy(x), torch.from_numpy(targets), torch.from_numpy(h0)
    states = [h]
    with torch.no_grad():
        for x_t in x:
            states.append(torch.tanh(w["W_h"] @ states[-1] + w["W_x"] @ x_t + w["b_h"]))
    loss = torch.zeros((), dtype=torch.float64)
    for t in range(len(x)):
        first = 0 if num_steps is None else max(0, t - num_steps + 1)
        h = states[first]
        for x_t in x[first : t + 1]:
            h = torch.tanh(w["W_h"] @ h + w["W_x"] @ x_t + w["b_h"])
        loss = loss + ((w["W_y"] @ h + w["b_y"] - targets[t]) ** 2).sum() / 2
    return loss.item(), dict(zip(w, [g.numpy() for g in torch.autograd.grad(loss, list(w.values()))], strict=True))


def gradients(student, arguments, *names):
    """These of the student's gradients."""
    result = student.bptt(*arguments)
    if not (isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict)):
        fail("bptt returns a pair: the loss, and a dict of gradients", got=result)
    return {name: result[1].get(name) for name in names}


@points(
    3, hint="Keep the state of every step; the first one has h0 before it. What has W_y the right shape to multiply?"
)
def test_forward(student, inputs):
    """rnn_forward gives every state (T, hidden_dim) and every output (T, output_dim)"""
    for sizes in SIZES:
        x, _, h0, params = draw(inputs, *sizes)
        layer = torch.nn.RNN(sizes[0], sizes[1], dtype=torch.float64)
        with torch.no_grad():
            for to, name in ((layer.weight_ih_l0, "W_x"), (layer.weight_hh_l0, "W_h"), (layer.bias_ih_l0, "b_h")):
                to.copy_(torch.from_numpy(params[name]))
            layer.bias_hh_l0.zero_()
            h = layer(torch.from_numpy(x), torch.from_numpy(h0)[None])[0].numpy()
        assert_close(student.rnn_forward(x, h0, params), (h, h @ params["W_y"].T + params["b_y"]))


@points(1, hint="With T = 2, two outputs and every error 1: which number should the loss be, and of which type?")
def test_loss(student, inputs):
    """the loss is half the sum of all squared errors, a float"""
    for sizes in SIZES:
        arguments = draw(inputs, *sizes)
        result = student.bptt(*arguments)
        assert_close(result[0] if isinstance(result, tuple) and result else result, truth(*arguments)[0])


@points(2, hint="How many of the errors does W_y have a hand in?")
def test_every_step_counts(student, inputs):
    """the gradients of W_y and b_y gather the errors of all steps"""
    for sizes in SIZES:
        arguments = draw(inputs, *sizes)
        expected = {name: truth(*arguments)[1][name] for name in ("W_y", "b_y")}
        assert_close(gradients(student, arguments, "W_y", "b_y"), expected)


@points(2, hint="Between the loss by h and the loss by the pre-activation stands tanh: its derivative in terms of h?")
def test_through_tanh(student, inputs):
    """on a sequence of one step, the gradients of W_x and b_h pass through tanh"""
    for sizes in SIZES:
        arguments = draw(inputs, *sizes[:3], 1)
        expected = {name: truth(*arguments)[1][name] for name in ("W_x", "b_h")}
        assert_close(gradients(student, arguments, "W_x", "b_h"), expected)


@points(2, hint="W_h multiplies the state before the step. Which one is that at the first step?")
def test_state_before_the_step(student, inputs):
    """on a sequence of one step, the gradient of W_h is that of a product with h0"""
    x, targets, _, params = at_zero(inputs, 1)
    h0 = inputs.numpy.normal(size=4)
    params["W_h"] = 0 * params["W_h"]  # so that the state after the step is 0, and tanh' is 1
    expected = np.outer(params["W_y"].T @ -targets[0], h0)
    assert_close(gradients(student, (x, targets, h0, params), "W_h"), {"W_h": expected})


@points(
    3, hint="What the loss owes to h_t comes from y_t and from h_{t+1}: carry the second part along as you go back."
)
def test_path_through_time(student, inputs):
    """an error at the last step alone reaches the b_h of every step before it"""
    for T in (2, 3, 6):
        x, targets, h0, params = at_zero(inputs, T)
        targets[:-1] = 0.0
        d, expected = params["W_y"].T @ -targets[-1], np.zeros(4)
        for _ in range(T):
            expected, d = expected + d, params["W_h"].T @ d
        assert_close(gradients(student, (x, targets, h0, params), "b_h"), {"b_h": expected})


@points(
    3,
    needs=("loss", "every_step_counts", "through_tanh", "state_before_the_step", "path_through_time"),
    hint="Check each gradient against a central difference of the loss: which one is off, and from which step on?",
)
def test_all_gradients(student, inputs):
    """loss and all five gradients agree with autograd on many sizes"""
    for sizes in SIZES:
        arguments = draw(inputs, *sizes)
        assert_close(student.bptt(*arguments), truth(*arguments))


@points(
    1, needs="all_gradients", hint="num_steps counts the step itself: with 1, what is left of the path through time?"
)
def test_one_step_has_no_path(student, inputs):
    """truncated to one step, nothing flows through time"""
    for sizes in SIZES:
        arguments = draw(inputs, *sizes)
        assert_close(student.truncated_bptt(*arguments, 1), truth(*arguments, 1))


@points(1, needs="all_gradients", hint="A window longer than the sequence ends where the sequence begins.")
def test_full_length_is_bptt(student, inputs):
    """truncated to T steps or more, it is bptt"""
    for sizes in SIZES:
        arguments = draw(inputs, *sizes)
        for num_steps in (sizes[3], sizes[3] + 1, 50):
            assert_close(student.truncated_bptt(*arguments, num_steps), truth(*arguments))


@points(
    2,
    needs=("one_step_has_no_path", "full_length_is_bptt"),
    hint="Take the loss of one t alone: how far back does it reach? Then let t run, one by one.",
)
def test_every_step_looks_back_equally_far(student, inputs):
    """truncated, the loss at each t reaches the pre-activations of t, ..., t-num_steps+1"""
    for sizes in SIZES:
        arguments = draw(inputs, *sizes)
        for num_steps in range(2, sizes[3]):
            assert_close(student.truncated_bptt(*arguments, num_steps=num_steps), truth(*arguments, num_steps))


@points(1, needs="all_gradients", hint="No step: no state, no error, nothing to add up. Which shapes are left?")
def test_empty_sequence(student, inputs):
    """T = 0 gives no states and no outputs, loss 0 and zero gradients"""
    for sizes in ((3, 5, 2), (2, 1, 4)):
        x, targets, h0, params = draw(inputs, *sizes, 0)
        assert_close(student.rnn_forward(x, h0, params), (np.zeros((0, sizes[1])), np.zeros((0, sizes[2]))))
        result = student.bptt(x, targets, h0, params)
        if isinstance(result, tuple) and len(result) == 2 and result[0] == 0 and type(result[0]) is int:
            result = (0.0, result[1])  # a sum that was never added to
        assert_close(result, (0.0, {name: 0 * value for name, value in params.items()}))


@points(1, hint="Operators like += write into the array on their left: whose array is it?")
def test_arguments_unchanged(student, inputs):
    """x, targets, h0 and params stay as they were"""
    x, targets, h0, params = draw(inputs, 3, 3, 3, 5)
    assert_unchanged(student.rnn_forward, x, h0, params)
    assert_unchanged(student.bptt, x, targets, h0, params)
    assert_unchanged(student.truncated_bptt, x, targets, h0, params, 2)


@points(
    1, hint="Compare the shapes of x, h0 and targets with those in params, and num_steps with 1, before the first step."
)
def test_bad_input(student, inputs):
    """wrong shapes, and num_steps below 1, raise ValueError naming the argument"""
    x, targets, h0, params = draw(inputs, 3, 4, 2, 5)
    by_function = (
        (student.rnn_forward, lambda x, _, h0: (x, h0, params)),
        (student.bptt, lambda x, targets, h0: (x, targets, h0, params)),
        (student.truncated_bptt, lambda x, targets, h0: (x, targets, h0, params, 2)),
    )
    names = {"x": ("x", "params", "W_x"), "h0": ("h0", "params", "W_h"), "targets": ("targets", "x", "params", "W_y")}
    for f, arguments in by_function:
        for shape in ((5,), (5, 3, 1), (5, 4), (5, 1)):
            assert_raises(ValueError, f, *arguments(np.ones(shape), targets, h0), naming=names["x"])
        for shape in ((4, 1), (1, 4), (3,), (1,)):
            assert_raises(ValueError, f, *arguments(x, targets, np.ones(shape)), naming=names["h0"])
    for f, arguments in by_function[1:]:
        for shape in ((5,), (1, 5, 2), (4, 2), (1, 2), (5, 1), (5, 3)):
            assert_raises(ValueError, f, *arguments(x, np.ones(shape), h0), naming=names["targets"])
    for num_steps in (0, -1):
        assert_raises(ValueError, student.truncated_bptt, x, targets, h0, params, num_steps, naming="num_steps")
