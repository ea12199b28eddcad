"""Checks for `Momentum`."""

import numpy as np

from course_cli.grading import RemoteObject, Rules, assert_close, assert_raises, assert_unchanged, fail, points
from course_cli.language import translated as _

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Feed the gradient 1 three times, with lr = 1 and beta = 0.5, from theta = 0: which three positions follow, on "
    "paper? Make a second object after the first step of the first: does it start from rest?"
)

SHAPES = ((3,), (4, 1), (2, 3), (1,), (2, 2, 2))


def make(student, *args, **keywords):
    optimizer = student.Momentum(*args, **keywords)
    if not isinstance(optimizer, RemoteObject):
        fail("Momentum(lr, beta) did not make an object", got=optimizer)
    return optimizer


def truth(theta, gradients, lr, beta):
    """Theta after each step: a gradient of k steps ago is still there with beta^k."""
    path = []
    for t in range(len(gradients)):
        shares = beta ** np.arange(t, -1.0, -1.0)
        path.append(theta - lr * np.tensordot(shares, gradients[: t + 1], axes=1))
        theta = -path[-1]
    return path


def follow(optimizer, theta, gradients, path):
    """Step through the gradients. Each step but the first begins at the mirror image of where the last one ended, so
    that an answer which does not look at the theta it is given cannot pass."""
    for g, expected in zip(gradients, path, strict=True):
        assert_close(optimizer.step(theta, g), expected)
        theta = -expected


@points(2, hint="Is the velocity an attribute of the class or of the object?")
def test_every_object_has_its_own(student, inputs):
    """what one optimiser has gone through is unknown to the next"""
    theta, g = inputs.numpy.uniform(0.5, 2.0, size=(2, 3))
    used = make(student, 0.1)
    first = used.step(theta, g)
    if not isinstance(first, np.ndarray) or first.shape != theta.shape or first.dtype != np.float64:
        fail("step does not return a float64 array of theta's shape", got=first)
    if (first >= theta).any():
        fail(
            "every gradient is positive, and yet theta does not shrink",
            got=first,
            expected=_("less than {}").format(theta),
        )
    used.step(theta, 5 * g)
    assert_close(make(student, 0.1).step(theta, g), first)


@points(
    3,
    needs="every_object_has_its_own",
    hint="The velocity starts at 0: what is it after beta * v + gradient, with nothing else in front of the gradient?",
)
def test_first_step(student, inputs):
    """the first step is lr times the gradient, whatever beta is"""
    for shape in SHAPES:
        theta, g = inputs.numpy.normal(size=(2, *shape))
        for beta in (0.9, 0.5, 0.0):
            assert_close(make(student, 0.1, beta).step(theta, g), theta - 0.1 * g)


@points(3, needs="first_step", hint="Where does the velocity live between two calls of step?")
def test_velocity_is_kept(student, inputs):
    """each step adds what is left of the velocity: beta of it"""
    for shape in SHAPES:
        theta, gradients = inputs.numpy.normal(size=shape), inputs.numpy.normal(size=(6, *shape))
        for lr, beta in ((0.1, 0.9), (0.02, 0.5), (0.3, 0.0)):
            follow(make(student, lr, beta), theta, gradients, truth(theta, gradients, lr, beta))


@points(1, needs="velocity_is_kept", hint="Which value has beta when it is not given?")
def test_default_beta(student, inputs):
    """beta is 0.9 unless stated, and may be given by name"""
    theta, gradients = inputs.numpy.normal(size=3), inputs.numpy.normal(size=(3, 3))
    follow(make(student, 0.1), theta, gradients, truth(theta, gradients, 0.1, 0.9))
    follow(make(student, lr=0.1, beta=0.7), theta, gradients, truth(theta, gradients, 0.1, 0.7))


@points(1, hint="`theta -= ...` writes into the array that was passed in.")
def test_arguments_unchanged(student, inputs):
    """neither theta nor the gradient is changed"""
    optimizer = make(student, 0.1)
    for _time in range(3):
        assert_unchanged(optimizer.step, *inputs.numpy.normal(size=(2, 4)))


@points(1, hint="NumPy broadcasts a column against a row without a word. Compare the shapes first.")
def test_bad_input(student):
    """a gradient of another shape raises ValueError naming theta or grad"""
    for theta, grad in (((3,), (2,)), ((3,), (3, 1)), ((3, 1), (3,)), ((2, 3), (3,)), ((3,), (1,)), ((2, 3), (3, 2))):
        assert_raises(ValueError, make(student, 0.1).step, np.ones(theta), np.ones(grad), naming=("theta", "grad"))
