"""Checks for `weight_decay`.

One sample shows the gradient alone; a batch without a penalty shows the mean; a batch without errors shows the decay.
So each slip costs its own points. The oracle is autograd through the penalised loss, in float64.
"""

import torch

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    fail,
    points,
)

RULES = Rules(refuse=("optimizer",))
EXPERIMENT = (
    "Take w = [1], b = 0, X = [[2]] and y = [2], so that there is no error: what should w and b be after a step with "
    "lr = 0.1 and lambd = 0.5? Then y = [0], on paper first. Then the same row twice in the batch: should the step "
    "change?"
)

SHAPES = ((6, 3), (3, 6), (4, 4), (1, 5), (7, 1))


def problem(inputs, n, d, dtype=torch.float32):
    """w, b, X, y for which the errors are not small."""
    size = 0.5 if dtype.itemsize == 2 else 1.0
    X, w = inputs.normal(n, d, dtype=dtype, std=size), inputs.normal(d, dtype=dtype, std=size)
    return w, inputs.normal(dtype=dtype, mean=size), X, inputs.normal(n, dtype=dtype, mean=-size, std=size)


def solved_problem(inputs, n, d):
    """w, b, X, y without any error: the data say that nothing has to change."""
    w, b, X, _ = problem(inputs, n, d, torch.float64)
    return w, b, X, X @ w + b


def oracle(w, b, X, y, lr, lambd):
    """w and b after one step down the penalised loss, by autograd."""
    wide_w, wide_b = w.double().requires_grad_(), b.double().requires_grad_()
    loss = ((X.double() @ wide_w + wide_b - y.double()) ** 2).mean() / 2 + lambd * (wide_w @ wide_w) / 2
    dw, db = torch.autograd.grad(loss, (wide_w, wide_b))
    return (wide_w - lr * dw).detach().to(w.dtype), (wide_b - lr * db).detach().to(b.dtype)


def assert_step(student, args, which=(0, 1)):
    """Compare the new w (0) and b (1); anything but a pair fails the check."""
    pair = student.sgd_step_l2(*args)
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        fail("sgd_step_l2 has to return a pair", got=pair, expected="(w, b)")
    for index, expected in enumerate(oracle(*args)):
        if index in which:
            assert_close(pair[index], expected, magnitude=3.0 if expected.element_size() == 2 else 10.0)


@points(2, hint="Square the weights, sum them up, and mind the ½: it is there to make the gradient w.")
def test_penalty(student, inputs):
    """l2_penalty is half the sum of the squared weights, a 0-d tensor"""
    for d in (1, 3, 10):
        w = inputs.normal(d)
        assert_close(student.l2_penalty(w), (w.double() @ w.double() / 2).float(), magnitude=10.0)
    assert_close(student.l2_penalty(torch.tensor([3.0, -4.0])), torch.tensor(12.5))


@points(1, needs="penalty", hint="Print the dtype after each step for a w in float16: where does another one come in?")
def test_penalty_dtypes(student, inputs):
    """l2_penalty keeps float64, float16 and bfloat16, and is 0 for no weights"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        w = inputs.normal(4, dtype=dtype)
        assert_close(student.l2_penalty(w), (w.double() @ w.double() / 2).to(dtype), magnitude=3.0)
    assert_close(student.l2_penalty(torch.zeros(0)), torch.tensor(0.0))


@points(
    1,
    needs="penalty_dtypes",
    hint="What is the derivative of a square root at 0, and does the penalty need a root at all?",
)
def test_penalty_gradient(student, inputs):
    """the gradient of l2_penalty is w"""
    for dtype in (torch.float32, torch.float64):
        for w in (inputs.normal(5, dtype=dtype), torch.zeros(3, dtype=dtype)):
            assert_gradient(student.l2_penalty, (w,), lambda w: (w * w).sum() / 2, magnitude=10.0)


@points(3, hint="For one sample the error is w · x + b - y; w moves against error times x, b against the error itself.")
def test_one_sample(student, inputs):
    """without a penalty, one sample moves w by -lr · error · x and b by -lr · error"""
    for d in (1, 2, 5):
        assert_step(student, (*problem(inputs, 1, d), 0.3, 0.0))


@points(2, needs="one_sample", hint="The step must not grow with the batch: how many samples contribute to the sum?")
def test_mean_over_batch(student, inputs):
    """the gradient is the mean over the batch, not the sum"""
    for n, d in SHAPES:
        assert_step(student, (*problem(inputs, n, d), 0.3, 0.0))


@points(
    3,
    needs="one_sample",
    hint="Where the data ask for no change, each weight shrinks to (1 - lr lambd) of itself: once, whatever n is.",
)
def test_weights_decay(student, inputs):
    """where no sample has an error, w becomes (1 - lr lambd) w"""
    for n, d in SHAPES:
        for lr, lambd in ((0.1, 2.0), (0.5, 0.3), (0.01, 40.0)):
            assert_step(student, (*solved_problem(inputs, n, d), lr, lambd), which=(0,))


@points(2, needs="one_sample", hint="The penalty is about w alone: b only shifts the output.")
def test_bias_does_not_decay(student, inputs):
    """the penalty does not change b"""
    for n, d in SHAPES:
        for lr, lambd in ((0.1, 2.0), (0.5, 0.3), (0.01, 40.0)):
            assert_step(student, (*solved_problem(inputs, n, d), lr, lambd), which=(1,))


@points(
    2,
    needs=("mean_over_batch", "weights_decay", "bias_does_not_decay"),
    hint="Print w where each part of the step reads it: is it the old one in all of them?",
)
def test_whole_step(student, inputs):
    """data and penalty together give the step of the penalised loss"""
    for n, d in SHAPES:
        for lr, lambd in ((0.1, 2.0), (0.5, 0.3), (0.0, 1.0)):
            assert_step(student, (*problem(inputs, n, d), lr, lambd))


@points(1, needs="whole_step", hint="Create no tensors of a fixed dtype on the way.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        assert_step(student, (*problem(inputs, 4, 3, dtype), 0.25, 0.5))


@points(2, hint="w -= ... writes into the caller's tensor: w = w - ... makes a new one.")
def test_arguments_unchanged(student, inputs):
    """w, b, X and y are left as they were"""
    assert_unchanged(student.l2_penalty, inputs.normal(4))
    for n, d in ((6, 3), (4, 4), (1, 2)):
        assert_unchanged(student.sgd_step_l2, *problem(inputs, n, d), 0.3, 0.2)


@points(1, hint="What is the mean over no samples?")
def test_no_rows(student, inputs):
    """0 rows raise a ValueError"""
    w, b, _, _ = problem(inputs, 1, 3)
    assert_raises(ValueError, student.sgd_step_l2, w, b, torch.zeros(0, 3), torch.zeros(0), 0.1, 0.1, naming=("X", "y"))


@points(2, hint="Compare the shapes first: (n,) minus (n, 1) is (n, n), without a word.")
def test_bad_input(student, inputs):
    """shapes that do not fit raise a ValueError that names the argument"""
    w, b, X, y = problem(inputs, 4, 3)
    any_of = ("w", "X", "y", "b")
    for bad in (X[0], X[None], X[:, 0], X[0, 0]):
        assert_raises(ValueError, student.sgd_step_l2, w, b, bad, y, 0.1, 0.1, naming=any_of)
    for bad in (w[:2], w[:1], w[0], w[:, None], w[None], inputs.normal(4)):
        assert_raises(ValueError, student.sgd_step_l2, bad, b, X, y, 0.1, 0.1, naming=("w", "X", "y"))
    for bad in (y[:3], y[:1], y[0], y[:, None], y[None], inputs.normal(5)):
        assert_raises(ValueError, student.sgd_step_l2, w, b, X, bad, 0.1, 0.1, naming=("w", "X", "y"))
    for bad in (inputs.normal(4), inputs.normal(3), inputs.normal(4, 1)):
        assert_raises(ValueError, student.sgd_step_l2, w, bad, X, y, 0.1, 0.1, naming=any_of)


@points(
    1,
    needs=("penalty", "whole_step"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of their input"""
    assert_keeps_device(student.l2_penalty, inputs.normal(3))
    assert_keeps_device(student.sgd_step_l2, *problem(inputs, 4, 3), 0.1, 0.2)
