"""Checks for `RMSProp`."""

import numpy as np

from course_cli.grading import RemoteObject, Rules, assert_close, assert_raises, assert_unchanged, fail, points
from course_cli.language import translated as _

RULES = Rules(library="numpy")
EXPERIMENT = (
    "With beta = 0.75, epsilon = 0 and the gradient 2: what is v after the first step, and how many lr does theta "
    "move? With the gradient 2000, does it move farther? Then epsilon = 1, on paper first, and a second step."
)

SHAPES = ((3,), (4, 1), (2, 3), (1,), (2, 2, 2))
TINY = 1e-14  # an epsilon of which nothing is seen beside gradients of 0.5 and more, wherever it stands


def make(student, *args, **keywords):
    optimizer = student.RMSProp(*args, **keywords)
    if not isinstance(optimizer, RemoteObject):
        fail("RMSProp(lr, beta, epsilon) did not make an object", got=optimizer)
    return optimizer


def draw(inputs, shape, steps=5, scale=1.0):
    """A theta, and gradients that stay away from 0."""
    signs = inputs.numpy.choice([-1.0, 1.0], size=(steps, *shape))
    return inputs.numpy.normal(size=shape), scale * signs * inputs.numpy.uniform(0.5, 3.0, size=(steps, *shape))


def truth(theta, gradients, lr, beta, epsilon):
    """Theta after each step: the squared gradient of k steps ago is in v with (1 - beta) beta^k."""
    path = []
    for t, g in enumerate(gradients):
        shares = (1 - beta) * beta ** np.arange(t, -1.0, -1.0)
        v = np.tensordot(shares, gradients[: t + 1] ** 2, axes=1)
        path.append(theta - lr * g / (np.sqrt(v) + epsilon))
        theta = -path[-1]
    return path


def follow(optimizer, theta, gradients, path):
    """Step through the gradients. Each step but the first begins at the mirror image of where the last one ended, so
    that an answer which does not look at the theta it is given cannot pass."""
    for g, expected in zip(gradients, path, strict=True):
        assert_close(optimizer.step(theta, g), expected)
        theta = -expected


@points(2, hint="Is v an attribute of the class or of the object?")
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
    2,
    needs="every_object_has_its_own",
    hint="v starts at 0. After the first step, which share of the squared gradient does it hold?",
)
def test_first_step(student, inputs):
    """the first step is lr / sqrt(1 - beta) in each direction, whatever the gradient's size"""
    for shape in SHAPES:
        theta, (g,) = draw(inputs, shape, 1)
        for beta in (0.9, 0.5, 0.0):
            expected = theta - 0.1 * np.sign(g) / np.sqrt(1 - beta)
            assert_close(make(student, 0.1, beta, TINY).step(theta, g), expected)


@points(
    3,
    needs="first_step",
    hint="v mixes beta of what it was with 1 - beta of the new square, and has to outlive the call.",
)
def test_several_steps(student, inputs):
    """v is a running mean of the squared gradients, element by element"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape)
        for lr, beta in ((0.1, 0.9), (0.02, 0.5), (0.3, 0.0)):
            follow(make(student, lr, beta, TINY), theta, gradients, truth(theta, gradients, lr, beta, TINY))


@points(
    3,
    needs="several_steps",
    hint="sqrt(v + epsilon) and sqrt(v) + epsilon: with epsilon 0.3 they are far apart. Which is it?",
)
def test_place_of_epsilon(student, inputs):
    """epsilon is added to the root of v, not under it"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape)
        for epsilon in (0.3, 0.01):
            follow(make(student, 0.1, 0.9, epsilon), theta, gradients, truth(theta, gradients, 0.1, 0.9, epsilon))


@points(1, needs="place_of_epsilon", hint="Which values have beta and epsilon when they are not given?")
def test_defaults(student, inputs):
    """beta is 0.9 and epsilon 1e-8 unless stated; a zero gradient leaves theta where it is"""
    theta, gradients = draw(inputs, (4,), scale=1e-8)
    follow(make(student, 0.1), theta, gradients, truth(theta, gradients, 0.1, 0.9, 1e-8))
    follow(make(student, lr=0.1, beta=0.7, epsilon=0.1), theta, gradients, truth(theta, gradients, 0.1, 0.7, 0.1))
    assert_close(make(student, 0.1).step(theta, np.zeros(4)), theta)


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
