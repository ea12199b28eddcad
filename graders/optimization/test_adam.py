"""Checks for `Adam` and `LinearRegressionAdam`."""

import numpy as np

from course_cli.grading import RemoteObject, Rules, assert_close, assert_raises, assert_unchanged, fail, points
from course_cli.language import translated as _

RULES = Rules(library="numpy")
EXPERIMENT = (
    "With epsilon = 0, feed the gradient 5 once: how many lr does theta move? And with the gradient 0.001? If the "
    "two differ, print t, m and v before and after their corrections. For fit, print the shape of every array, once "
    "for y of shape (n,) and once for (n, 1)."
)

SHAPES = ((3,), (4, 1), (2, 3), (1,), (2, 2, 2))
TINY = 1e-14  # an epsilon of which nothing is seen beside gradients of 0.05 and more, wherever it stands


def make(student, *args, name="Adam", **keywords):
    made = getattr(student, name)(*args, **keywords)
    if not isinstance(made, RemoteObject):
        fail("{name}(...) did not make an object", name=name, got=made)
    return made


def draw(inputs, shape, steps=6, scale=1.0):
    """A theta, and gradients that stay away from 0."""
    signs = inputs.numpy.choice([-1.0, 1.0], size=(steps, *shape))
    return inputs.numpy.normal(size=shape), scale * signs * inputs.numpy.uniform(0.5, 3.0, size=(steps, *shape))


def truth(theta, gradients, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Theta after each step: once corrected, m and v are weighted means, with weights beta^k for k steps ago."""
    path = []
    for t in range(len(gradients)):
        ago = np.arange(t, -1.0, -1.0)
        m = np.average(gradients[: t + 1], axis=0, weights=beta1**ago)
        v = np.average(gradients[: t + 1] ** 2, axis=0, weights=beta2**ago)
        path.append(theta - lr * m / (np.sqrt(v) + epsilon))
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
    hint="Which power of beta does the very first correction use? 0 to the power 0 is 1.",
)
def test_counts_from_one(student, inputs):
    """with both betas 0 the very first step is lr, in the gradient's direction"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape, 1)
        expected = theta - 0.1 * np.sign(gradients[0])
        assert_close(make(student, 0.1, 0.0, 0.0, TINY).step(theta, gradients[0]), expected)


@points(
    3, needs="counts_from_one", hint="m and v start at 0, so at first they are too small. By which factor, at step t?"
)
def test_first_step_is_corrected(student, inputs):
    """the first step is lr in each direction, whatever the betas and the gradient's size"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape, 1, scale=float(inputs.numpy.uniform(0.1, 10.0)))
        for beta1, beta2 in ((0.9, 0.999), (0.5, 0.9), (0.0, 0.7), (0.8, 0.0)):
            expected = theta - 0.1 * np.sign(gradients[0])
            assert_close(make(student, 0.1, beta1, beta2, TINY).step(theta, gradients[0]), expected)


@points(3, needs="first_step_is_corrected", hint="m, v and t have to outlive the call; the corrections change with t.")
def test_several_steps(student, inputs):
    """many steps follow the formulas, element by element"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape)
        for lr, beta1, beta2 in ((0.1, 0.9, 0.999), (0.02, 0.5, 0.9), (0.3, 0.0, 0.7), (0.1, 0.8, 0.0)):
            path = truth(theta, gradients, lr, beta1, beta2, TINY)
            follow(make(student, lr, beta1, beta2, TINY), theta, gradients, path)


@points(
    2,
    needs="several_steps",
    hint="With epsilon = 1 the three places it may stand in give three different steps: work them out for a gradient "
    "of 2. Which is yours?",
)
def test_place_of_epsilon(student, inputs):
    """epsilon is added to the root of the corrected v"""
    for shape in SHAPES:
        theta, gradients = draw(inputs, shape)
        for epsilon in (0.3, 0.01):
            path = truth(theta, gradients, 0.1, epsilon=epsilon)
            follow(make(student, 0.1, 0.9, 0.999, epsilon), theta, gradients, path)


@points(1, needs="place_of_epsilon", hint="Which values have the betas and epsilon when they are not given?")
def test_defaults(student, inputs):
    """beta1 is 0.9, beta2 0.999 and epsilon 1e-8 unless stated; a zero gradient leaves theta where it is"""
    theta, gradients = draw(inputs, (4,), scale=1e-8)
    follow(make(student, 0.1), theta, gradients, truth(theta, gradients, 0.1))
    path = truth(theta, gradients, 0.1, 0.7, 0.8, 0.1)
    follow(make(student, lr=0.1, beta1=0.7, beta2=0.8, epsilon=0.1), theta, gradients, path)
    assert_close(make(student, 0.1).step(theta, np.zeros(4)), theta)


@points(
    3, needs="several_steps", hint="Print the shape of X theta - y for a y of shape (n, 1): what has NumPy made of it?"
)
def test_fit_finds_the_weights(student, inputs):
    """fit finds the weights, theta of shape (d,), for y of shape (n,) and of shape (n, 1)"""
    for n, d in ((100, 1), (40, 3), (50, 2)):
        theta = inputs.numpy.uniform(0.5, 2, size=d) * inputs.numpy.choice([-1.0, 1.0], size=d)
        X = inputs.numpy.normal(size=(n, d))
        for y in (X @ theta, (X @ theta)[:, None]):
            model = make(student, 0.05, 800, name="LinearRegressionAdam")
            for _time in range(2):
                model.fit(X, y)
                assert_close(model.theta, theta, rtol=0, atol=0.03)


@points(2, needs="fit_finds_the_weights", hint="How far does Adam get in three steps of size 10?")
def test_fit_takes_its_steps(student, inputs):
    """three epochs with lr 10 lead about 30 far, however far away the minimum is"""
    X = inputs.numpy.uniform(0.5, 1.5, size=(4, 2))
    model = make(student, 10.0, 3, name="LinearRegressionAdam")
    model.fit(X, X @ np.array([1e5, 2e5]))
    theta = model.theta
    # 30 from theta = 0 with the whole data set; room for a small random start and for steps sample by sample.
    if not isinstance(theta, np.ndarray) or theta.min() < 12 or theta.max() > 150:
        fail("three epochs with lr 10 led elsewhere", got=theta, expected="about 30 in each direction")
    # One sample, one step: each parameter goes the way that its own feature says, by lr (room for a small start again).
    X = np.array([[-1.0, 0.5, 2.0]]) * inputs.numpy.uniform(0.8, 1.2, size=(1, 3))
    for y, expected in ((3.0, [-10.0, 10.0, 10.0]), (-3.0, [10.0, -10.0, -10.0])):
        model = make(student, 10.0, 1, name="LinearRegressionAdam")
        model.fit(X, np.array([y]))
        assert_close(model.theta, np.array(expected), rtol=0, atol=1.0)


@points(1, needs="fit_finds_the_weights", hint="X theta with a flat theta: what shape has it?")
def test_predict(student, inputs):
    """predict gives X theta, of shape (n,)"""
    X, y = inputs.numpy.normal(size=(8, 3)), inputs.numpy.normal(size=8)
    for target in (y, y[:, None]):
        model = make(student, 0.05, 20, name="LinearRegressionAdam")
        model.fit(X, target)
        theta = np.asarray(model.theta)
        for n in (5, 3, 1, 0):
            new = inputs.numpy.normal(size=(n, 3))
            assert_close(model.predict(new), np.einsum("ij,j->i", new, theta))


@points(1, hint="`theta -= ...` writes into the array that was passed in.")
def test_arguments_unchanged(student, inputs):
    """theta, the gradient, X and y stay as they were"""
    optimizer = make(student, 0.1)
    for _time in range(3):
        assert_unchanged(optimizer.step, *inputs.numpy.normal(size=(2, 4)))
    model = make(student, 0.1, 3, name="LinearRegressionAdam")
    assert_unchanged(model.fit, inputs.numpy.normal(size=(6, 2)), inputs.numpy.normal(size=6))


@points(1, hint="NumPy broadcasts a column against a row without a word. Compare the shapes first.")
def test_bad_input(student):
    """wrong shapes raise ValueError naming the argument"""
    for theta, grad in (((3,), (2,)), ((3,), (3, 1)), ((3, 1), (3,)), ((2, 3), (3,)), ((3,), (1,)), ((2, 3), (3, 2))):
        assert_raises(ValueError, make(student, 0.1).step, np.ones(theta), np.ones(grad), naming=("theta", "grad"))
    model = make(student, 0.1, 2, name="LinearRegressionAdam")
    assert_raises(ValueError, model.fit, np.ones(4), np.ones(4), naming="X")
    for m in (3, 5, 1):
        assert_raises(ValueError, model.fit, np.ones((4, 2)), np.ones(m), naming=("X", "y"))
        assert_raises(ValueError, model.fit, np.ones((4, 2)), np.ones((m, 1)), naming=("X", "y"))
    model.fit(np.ones((4, 2)), np.ones(4))
    for shape in ((2,), (4, 3), (4, 1), (4, 2, 2)):
        assert_raises(ValueError, model.predict, np.ones(shape), naming=("X", "theta"))
