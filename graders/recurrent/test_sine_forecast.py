"""Checks for `train` and `forecast`."""

import numpy as np
import torch

from course_cli.grading import (
    Rules,
    assert_close,
    assert_equal,
    assert_raises,
    assert_unchanged,
    draw_curves,
    draws,
    fail,
    points,
)
from course_cli.language import translated as _

RULES = Rules(library="numpy", call_seconds=30, total_seconds=150, capstone=True)
EXPERIMENT = (
    "Plot the loss of every epoch, then a forecast of 50 points beyond the series. Does it go on as a wave, does it "
    "lag, or does it run out to a straight line? Print, too, the length of the gradient and of the step that you "
    "made of it, at the first windows."
)

NAMES = ("W_h", "W_x", "b_h", "W_y", "b_y")


def noisy_sine(inputs, n, amplitude=1.0):
    t = np.arange(n)
    wave = np.sin(2 * np.pi * t / 25 + inputs.numpy.uniform(0, 2 * np.pi))
    return amplitude * (wave + inputs.numpy.normal(0, 0.05, n))


def trained(student, series, hidden_dim, num_steps, lr, num_epochs, seed):
    """The student's params, of the stated names and shapes."""
    params = student.train(series, hidden_dim, num_steps, lr, num_epochs, seed)
    shapes = ((hidden_dim, hidden_dim), (hidden_dim, 1), (hidden_dim,), (1, hidden_dim), (1,))
    if not isinstance(params, dict) or set(params) != set(NAMES):
        fail("train returns a dict with the keys {keys}", keys=", ".join(NAMES), got=params)
    for name, shape in zip(NAMES, shapes, strict=True):
        value = params[name]
        if not isinstance(value, np.ndarray) or value.shape != shape or value.dtype != np.float64:
            fail("params[{name!r}] is not a float64 array of shape {shape}", name=name, shape=shape, got=value)
        if not np.isfinite(value).all():
            fail("params[{name!r}] is not finite any more", name=name, got=value)
    return params


def flat(params):
    return np.concatenate([params[name].ravel() for name in NAMES])


def run(params, inputs, h):
    """Outputs of a recurrent network over `inputs`, and its last state, in torch."""
    outputs = []
    for x_t in inputs:
        h = torch.tanh(params["W_h"] @ h + params["W_x"][:, 0] * x_t + params["b_h"])
        outputs.append(params["W_y"][0] @ h + params["b_y"][0])
    return outputs, h


def mean_loss_gradient(params, window):
    """The gradient of the mean over the window of half the squared errors, flat, by autograd."""
    w = {name: torch.tensor(params[name], requires_grad=True) for name in NAMES}
    window = torch.from_numpy(window)
    outputs, _last = run(w, window[:-1], torch.zeros(len(params["b_h"]), dtype=torch.float64))
    loss = ((torch.stack(outputs) - window[1:]) ** 2).mean() / 2
    gradients = torch.autograd.grad(loss, [w[name] for name in NAMES])
    return torch.cat([g.flatten() for g in gradients]).numpy()


def true_forecast(params, prefix, n):
    w = {name: torch.from_numpy(params[name]) for name in NAMES}
    outputs, h = run(w, torch.from_numpy(prefix), torch.zeros(len(params["b_h"]), dtype=torch.float64))
    forecasts = []
    for _step in range(n):
        forecasts.append(outputs[-1])
        outputs, h = run(w, [outputs[-1]], h)
    return np.array([float(value) for value in forecasts])


@points(
    1,
    hint="The shapes are those of bptt, with one input and one output. Draw what is random from a generator of `seed`.",
)
def test_params(student, inputs):
    """train gives the five arrays, the same ones for the same seed"""
    series = noisy_sine(inputs, 60)
    for hidden_dim in (3, 6):
        params = trained(student, series, hidden_dim, 5, 0.1, 2, 7)
        assert_equal(student.train(series, hidden_dim, 5, 0.1, 2, 7), params)
        if np.array_equal(flat(trained(student, series, hidden_dim, 5, 0.1, 2, 8)), flat(params)):
            fail("another seed gives the same params", got=params)


@points(1, needs="params", hint="What is left of an update when lr is 0, and how many are there in 0 epochs?")
def test_nothing_is_learnt_for_nothing(student, inputs):
    """a learning rate of 0 changes no more than 0 epochs do"""
    series = noisy_sine(inputs, 60)
    assert_close(student.train(series, 4, 6, 0.0, 3, 1), trained(student, series, 4, 6, 0.1, 0, 1))


@points(1, needs="params", hint="Is each epoch's training done with lr, and from where the last epoch ended?")
def test_rate_and_epochs_count(student, inputs):
    """for a small lr, twice the rate or twice the epochs lead about twice as far"""
    series = noisy_sine(inputs, 80, 0.1)
    start, one, rate, epochs = (
        flat(trained(student, series, 4, 8, lr, num_epochs, 3))
        for lr, num_epochs in ((0.0, 0), (1e-4, 4), (2e-4, 4), (1e-4, 8))
    )
    moved = np.linalg.norm(one - start)
    if moved == 0:
        fail("after 4 epochs the params are what they were before the first")
    before, after = (trained(student, series, 4, 8, 1e-4, num_epochs, 3) for num_epochs in (0, 4))
    for name in NAMES:
        if np.array_equal(after[name], before[name]):
            fail("4 epochs have not moved params[{name!r}]", name=name)
    for change, params in ((_("twice the lr"), rate), (_("twice the epochs"), epochs)):
        ratio = np.linalg.norm(params - start) / moved
        if not 1.5 <= ratio <= 2.6:
            fail(
                "{change} moves the params {ratio:.3g} times as far",
                change=change,
                ratio=ratio,
                got=float(ratio),
                expected="about 2",
            )


@points(1, needs="params", hint="Where do your windows begin, and does the last part of the series ever get into one?")
def test_whole_series_is_used(student, inputs):
    """training depends on every quarter of the series"""
    series = noisy_sine(inputs, 120)
    quarters = (_("the first quarter"), _("the second quarter"), _("the third quarter"), _("the last quarter"))
    for num_steps in (10, 2):
        params = flat(trained(student, series, 4, num_steps, 0.1, 3, 5))
        for part, quarter in enumerate(quarters):
            other = series.copy()
            other[30 * part : 30 * (part + 1)] *= -0.5
            if np.array_equal(flat(trained(student, other, 4, num_steps, 0.1, 3, 5)), params):
                fail(
                    "windows of {num_steps}: other values in {quarter} of the series lead to the same params",
                    num_steps=num_steps,
                    quarter=quarter,
                )


@points(2, needs="params", hint="bptt gives the gradient of a sum over the window's steps. What makes a mean of it?")
def test_mean_over_the_window(student, inputs):
    """one window moves the params by lr times the gradient of its mean loss, not of the sum"""
    num_steps, lr = 40, 1e-3
    # One window, or two that overlap. Around 0 the errors would cancel, and one gradient could be far below the other.
    series = 0.02 + noisy_sine(inputs, num_steps + 2, 0.005)
    start = trained(student, series, 4, num_steps, lr, 0, 2)
    moved = np.linalg.norm(flat(trained(student, series, 4, num_steps, lr, 1, 2)) - flat(start)) / lr
    mean = np.linalg.norm(mean_loss_gradient(start, series[: num_steps + 1]))
    if moved == 0:
        fail(
            "a series of {n} points and windows of {num_steps}: nothing was learnt",
            n=num_steps + 2,
            num_steps=num_steps,
        )
    if moved > 8 * mean:
        fail(
            "the step is {ratio:.3g} times lr times the gradient of the mean loss; there are {num_steps} steps in the "
            "window",
            ratio=moved / mean,
            num_steps=num_steps,
        )


@points(
    3,
    needs="params",
    hint="The length of the whole gradient, over all five arrays, must not exceed 1 before it is multiplied by lr.",
)
def test_clipped(student, inputs):
    """at amplitude 1000 a window moves the params by no more than lr, and at lr 5 they stay finite"""
    num_steps, lr = 20, 0.5
    for amplitude in (3.0, 30.0, 1000.0):
        series = noisy_sine(inputs, num_steps + 1, amplitude)  # one window
        start = flat(trained(student, series, 8, num_steps, lr, 0, 4))
        moved = np.linalg.norm(flat(trained(student, series, 8, num_steps, lr, 1, 4)) - start) / lr
        if moved > 1.001:
            fail(
                "one window moved the params by {moved:.3g} times lr: was the gradient's norm clipped at 1?",
                moved=moved,
            )
    trained(student, noisy_sine(inputs, 400, 1000.0), 16, 20, 5.0, 20, 4)


@points(
    4,
    needs=("params", "mean_over_the_window"),
    hint="Look at the loss of each epoch: does it fall? Then at the forecast: does it use what was learnt?",
)
def test_learns(student, inputs):
    """one-step forecasts of the 100 points held out have a mean squared error of at most 0.01 (better of two seeds)"""
    series = noisy_sine(inputs, 500)
    errors = []
    for seed in (0, 1):
        params = trained(student, series[:400], 16, 20, 0.1, 60, seed)
        forecasts = [student.forecast(params, series[t - 20 : t], 1) for t in range(400, 500)]
        for one in forecasts:
            if not isinstance(one, np.ndarray) or one.shape != (1,):
                fail("a forecast of one point is not an array of shape (1,)", got=one)
        errors.append(float(np.mean((np.concatenate(forecasts) - series[400:]) ** 2)))
        if errors[-1] <= 0.01:
            return
    fail(
        "the mean squared error is {first:.3g} and {second:.3g}",
        first=errors[0],
        second=errors[1],
        got=min(errors),
        expected="at most 0.01",
    )


@points(3, needs="learns", hint="After the prefix, what is the next input, and which state does it meet?")
def test_forecast_feeds_back(student, inputs):
    """each forecast is the network's next input, the state carried on"""
    for hidden_dim, length, n in ((3, 7, 5), (5, 1, 4), (1, 12, 1), (4, 3, 12)):
        shapes = ((hidden_dim, hidden_dim), (hidden_dim, 1), (hidden_dim,), (1, hidden_dim), (1,))
        params = {name: inputs.numpy.normal(0, 0.6, shape) for name, shape in zip(NAMES, shapes, strict=True)}
        prefix = inputs.numpy.normal(size=length)
        assert_close(student.forecast(params, prefix, n), true_forecast(params, prefix, n), rtol=1e-8, atol=1e-8)


@draws("learns", "forecast_feeds_back")
def forecast_curve(student, inputs):
    """60 points forecast, each from the one before"""
    series = noisy_sine(inputs, 500)
    params = trained(student, series[:400], 16, 20, 0.1, 60, 0)
    forecast = student.forecast(params, series[360:400], 60)
    return draw_curves(range(400, 460), forecast, series[400:460], x_label="t", y_label="value",
                       names=("yours", "the series"))  # fmt: skip


@points(1, needs="params", hint="Operators like += and -= write into the array on their left: whose array is it?")
def test_arguments_unchanged(student, inputs):
    """neither the series, nor the params and the prefix of a forecast are changed"""
    series = noisy_sine(inputs, 40)
    assert_unchanged(student.train, series, 3, 5, 0.1, 2, 0)
    assert_unchanged(student.forecast, trained(student, series, 3, 5, 0.1, 1, 0), series[:10], 4)


@points(1, hint="Look at the number of dimensions first, and name the argument.")
def test_bad_input(student, inputs):
    """a series or a prefix that is not one-dimensional raises ValueError naming it"""
    assert_raises(ValueError, student.train, np.ones((40, 1)), 3, 5, 0.1, 1, 0, naming="series")
    params = {
        "W_h": np.ones((2, 2)),
        "W_x": np.ones((2, 1)),
        "b_h": np.ones(2),
        "W_y": np.ones((1, 2)),
        "b_y": np.ones(1),
    }
    for shape in ((5, 1), (1, 5), ()):
        assert_raises(ValueError, student.forecast, params, np.ones(shape), 3, naming="prefix")
