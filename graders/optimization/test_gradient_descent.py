"""Checks for `mse_gradient` and `gradient_descent`."""

import numpy as np
import torch

from course_cli.grading import Rules, assert_close, assert_raises, assert_unchanged, draw_path, draws, points

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Take X = [[1], [2]], y = [2, 4] and theta = [0], and work the gradient out on paper. Which theta would have "
    "none? Start there with a tolerance of 0.1: how many steps should be taken? Print theta and the gradient's norm "
    "at every step."
)

SIZES = ((7, 3), (3, 5), (4, 4), (1, 2), (6, 1), (1, 1))  # m, d


def draw(inputs, m, d, column=False):
    X, y, theta = inputs.numpy.normal(size=(m, d)), inputs.numpy.normal(size=m), inputs.numpy.normal(size=d)
    return (X, y[:, None], theta[:, None]) if column else (X, y, theta)


def true_gradient(X, y, theta):
    """By autograd, through the mean of the squares."""
    theta = torch.tensor(theta, requires_grad=True)
    loss = torch.nn.functional.mse_loss(torch.from_numpy(X) @ theta, torch.from_numpy(y))
    return torch.autograd.grad(loss, theta)[0].numpy()


def walk(X, y, theta, lr, num_iterations):
    """Every theta on the way, the first included, and the gradient's norm at each."""
    thetas, norms = [theta], []
    for _ in range(num_iterations):
        gradient = true_gradient(X, y, thetas[-1])
        norms.append(float(np.linalg.norm(gradient)))
        thetas.append(thetas[-1] - lr * gradient)
    return thetas, norms


@points(3, hint="The mean over m samples of a square: which factor does the square bring, which the mean?")
def test_gradient(student, inputs):
    """mse_gradient is 2/m X^T (X theta - y)"""
    for sizes in SIZES:
        X, y, theta = draw(inputs, *sizes)
        assert_close(student.mse_gradient(X, y, theta), true_gradient(X, y, theta))


@points(
    2,
    needs="gradient",
    hint="A column stays a column through X @ theta: is there a flat array anywhere that it is mixed with?",
)
def test_columns(student, inputs):
    """theta and y as columns give the gradient, and the result, as a column"""
    for sizes in SIZES:
        X, y, theta = draw(inputs, *sizes, column=True)
        assert_close(student.mse_gradient(X, y, theta), true_gradient(X, y, theta))
        expected = walk(X, y, theta, 0.05, 3)[0][-1]
        assert_close(student.gradient_descent(X, y, theta, 0.05, 3), expected)


@points(
    2,
    needs="gradient",
    hint="Each step starts from the theta that the last one reached, and goes against the gradient.",
)
def test_steps(student, inputs):
    """gradient_descent takes num_iterations steps of lr times the gradient"""
    for sizes in SIZES:
        X, y, theta = draw(inputs, *sizes)
        for lr, num_iterations in ((0.1, 1), (0.03, 20), (0.1, 0)):
            expected = walk(X, y, theta, lr, num_iterations)[0][-1]
            assert_close(student.gradient_descent(X, y, theta, lr, num_iterations), expected)


@points(2, needs="steps", hint="In which order: gradient, its norm, the comparison, the step?")
def test_stops_at_the_tolerance(student, inputs):
    """it stops when the gradient's norm is below the tolerance, without taking that step"""
    for m, d in ((30, 3), (20, 4), (10, 1)):
        X, y, theta = draw(inputs, m, d)
        theta = theta + 3.0  # far from the minimum, so that the gradient shrinks from the first step on
        thetas, norms = walk(X, y, theta, 0.05, 12)
        for k in (0, 1, 6):
            if norms[k] < 0.98 * min(norms[:k], default=np.inf):
                tolerance = norms[k] * 1.005
                result = student.gradient_descent(X, y, theta, 0.05, 200, tolerance=tolerance)
                assert_close(result, thetas[k])
    one = np.ones((1, 1))  # the gradients are 2 and 1, without rounding: the first is not below 2, the second is
    assert_close(student.gradient_descent(one, np.zeros(1), np.ones(1), 0.25, 5, tolerance=2.0), np.array([0.5]))


@draws("steps", "stops_at_the_tolerance")
def path(student, inputs):
    """the first 12 steps in the plane of the two parameters, on contours of the mean squared error"""
    X, y, theta = inputs.numpy.normal(size=(20, 2)) * [1.0, 2.0], inputs.numpy.normal(size=20), np.array([3.0, 2.0])
    bottom = np.linalg.lstsq(X, y, rcond=None)[0]
    return draw_path(
        np.stack([student.gradient_descent(X, y, theta, 0.08, k) for k in range(13)]),
        np.stack(walk(X, y, theta, 0.08, 12)[0]),
        surface=lambda a, b: ((X @ np.stack([a.ravel(), b.ravel()]) - y[:, None]) ** 2).mean(0).reshape(a.shape),
        minimum=tuple(bottom),
        labels=("theta[0]", "theta[1]"),
    )


@points(2, hint="`theta -= ...` writes into the array that was passed in. Which other way of subtracting does not?")
def test_arguments_unchanged(student, inputs):
    """the start point, X and y stay as they were"""
    arguments = draw(inputs, 5, 3)
    assert_unchanged(student.mse_gradient, *arguments)
    assert_unchanged(student.gradient_descent, *arguments, 0.1, 4)


@points(
    1, needs="columns", hint="(m,) minus (m, 1): what shape has that? Refuse the mixture, or make both the same first."
)
def test_flat_never_meets_column(student, inputs):
    """a flat y with a column theta, or the other way round, is refused, or at least not broadcast"""
    for sizes in ((5, 3), (4, 4)):
        X, y, theta = draw(inputs, *sizes)
        expected = true_gradient(X, y, theta)
        for args, shape in (((X, y[:, None], theta), (-1,)), ((X, y, theta[:, None]), (-1, 1))):
            try:
                assert_raises(ValueError, student.mse_gradient, *args, naming=("y", "theta"))
            except AssertionError:
                assert_close(student.mse_gradient(*args), expected.reshape(shape))


@points(1, hint="Look at the shapes of X, y and theta before computing; is there a mean over no rows?")
def test_bad_input(student, inputs):
    """wrong shapes, and a mean over no rows, raise ValueError naming the argument"""
    X, y, theta = draw(inputs, 5, 3)
    f = student.mse_gradient
    assert_raises(ValueError, f, np.zeros((0, 3)), np.zeros(0), theta, naming=("X", "y"))
    assert_raises(ValueError, f, np.ones(5), y, theta, naming="X")
    assert_raises(ValueError, f, np.ones((5, 3, 1)), y, theta, naming="X")
    for column in (False, True):
        X, y, theta = draw(inputs, 5, 3, column)
        for g in (f, lambda X, y, theta: student.gradient_descent(X, y, theta, 0.1, 2)):
            assert_raises(ValueError, g, X, np.concatenate([y, y[:1]]), theta, naming=("X", "y"))
            assert_raises(ValueError, g, X, y[:1], theta, naming=("X", "y"))
            assert_raises(ValueError, g, X, y, theta[:2], naming=("X", "theta"))
            assert_raises(ValueError, g, X, y, theta[:1], naming=("X", "theta"))
            assert_raises(ValueError, g, X, y.reshape(5, 1, 1), theta, naming="y")
            assert_raises(ValueError, g, X, y, theta.reshape(3, 1, 1), naming="theta")
