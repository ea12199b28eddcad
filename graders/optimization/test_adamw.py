"""Checks for `AdamW`."""

import numpy as np

from course_cli.grading import RemoteObject, Rules, assert_close, assert_raises, assert_unchanged, fail, points
from course_cli.language import translated as _

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Feed gradients of 0 with lr = 0.1 and weight_decay = 0.5: by which factor should theta shrink in each step, and "
    "do m and v stay at 0? Then weight_decay = 0: compare ten steps with those of Adam. Which of the two comparisons "
    "fails?"
)

SHAPES = ((3,), (4, 1), (2, 3), (1,), (2, 2, 2))
BETAS = (0.9, 0.999, 1e-8)


def make(student, *args, **keywords):
    optimizer = student.AdamW(*args, **keywords)
    if not isinstance(optimizer, RemoteObject):
        fail("AdamW(lr, beta1, beta2, epsilon, weight_decay) did not make an object", got=optimizer)
    return optimizer


def draw(inputs, shape, steps=6):
    """A theta and gradients, both away from 0."""
    signs = inputs.numpy.choice([-1.0, 1.0], size=(steps + 1, *shape))
    values = signs * inputs.numpy.uniform(0.5, 3.0, size=(steps + 1, *shape))
    return values[0], values[1:]


def truth(theta, gradients, lr, beta1, beta2, epsilon, weight_decay):
    """Theta after each step: once corrected, m and v are weighted means, with weights beta^k for k steps ago."""
    path = []
    for t in range(len(gradients)):
        ago = np.arange(t, -1.0, -1.0)
        m = np.average(gradients[: t + 1], axis=0, weights=beta1**ago)
        v = np.average(gradients[: t + 1] ** 2, axis=0, weights=beta2**ago)
        path.append(theta - lr * weight_decay * theta - lr * m / (np.sqrt(v) + epsilon))
        theta = -path[-1]
    return path


def follow(optimizer, theta, gradients, path):
    """Step through the gradients. Each step but the first begins at the mirror image of where the last one ended, so
    that an answer which does not look at the theta it is given cannot pass."""
    for g, expected in zip(gradients, path, strict=True):
        assert_close(optimizer.step(theta, g), expected)
        theta = -expected


@points(2, hint="Are m, v and t attributes of the class or of the object?")
def test_every_object_has_its_own(student, inputs):
    """what one optimiser has gone through is unknown to the next"""
    theta, g = inputs.numpy.uniform(0.5, 2.0, size=(2, 3))
    used = make(student, 0.1, *BETAS, 0.0)
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
    assert_close(make(student, 0.1, *BETAS, 0.0).step(theta, g), first)


@points(
    3,
    needs="every_object_has_its_own",
    hint="With weight_decay 0 nothing but Adam is left: m and v, both corrected, t from 1.",
)
def test_without_decay_it_is_adam(student, inputs):
    """with weight_decay 0 every step is Adam's"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape)
        for lr, *rest in ((0.1, *BETAS), (0.02, 0.5, 0.9, 1e-8), (0.1, 0.9, 0.999, 0.3), (0.3, 0.0, 0.7, 0.01)):
            path = truth(theta, gradients, lr, *rest, 0.0)
            follow(make(student, lr, *rest, weight_decay=0.0), theta, gradients, path)


@points(4, needs="without_decay_it_is_adam", hint="Should m and v know anything of weight_decay?")
def test_decay_is_decoupled(student, inputs):
    """theta also shrinks by lr * weight_decay of itself, past the running means"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape)
        for lr, weight_decay, *rest in ((0.1, 0.5, *BETAS), (0.05, 0.1, 0.5, 0.9, 0.3), (0.3, 1.0, 0.0, 0.7, 1e-8)):
            path = truth(theta, gradients, lr, *rest, weight_decay)
            follow(make(student, lr, *rest, weight_decay), theta, gradients, path)


@points(
    1, needs="decay_is_decoupled", hint="A zero gradient takes the running means nowhere. What is left of the step?"
)
def test_zero_gradient_only_shrinks(student, inputs):
    """with zero gradients theta is multiplied by 1 - lr * weight_decay each time"""
    theta = draw(inputs, (4,))[0]
    expected = theta
    optimizer = make(student, 0.1, *BETAS, weight_decay=0.2)
    for _time in range(3):
        expected = 0.98 * expected
        follow(optimizer, theta, [np.zeros(4)], [expected])
        theta = expected


@points(1, needs="decay_is_decoupled", hint="Which value has weight_decay when it is not given?")
def test_default_decay(student, inputs):
    """weight_decay is 0.01 unless stated; all may be given by name"""
    theta, gradients = draw(inputs, (4,))
    follow(make(student, 0.1, *BETAS), theta, gradients, truth(theta, gradients, 0.1, *BETAS, 0.01))
    named = make(student, lr=0.1, beta1=0.7, beta2=0.8, epsilon=0.1, weight_decay=0.3)
    follow(named, theta, gradients, truth(theta, gradients, 0.1, 0.7, 0.8, 0.1, 0.3))


@points(1, hint="`theta -= ...` and `grad += ...` write into the arrays that were passed in.")
def test_arguments_unchanged(student, inputs):
    """neither theta nor the gradient is changed"""
    optimizer = make(student, 0.1, *BETAS, 0.3)
    for _time in range(3):
        assert_unchanged(optimizer.step, *inputs.numpy.normal(size=(2, 4)))


@points(1, hint="NumPy broadcasts a column against a row without a word. Compare the shapes first.")
def test_bad_input(student):
    """a gradient of another shape raises ValueError naming theta or grad"""
    for theta, grad in (((3,), (2,)), ((3,), (3, 1)), ((3, 1), (3,)), ((2, 3), (3,)), ((3,), (1,)), ((2, 3), (3, 2))):
        step = make(student, 0.1, *BETAS, 0.01).step
        assert_raises(ValueError, step, np.ones(theta), np.ones(grad), naming=("theta", "grad"))
