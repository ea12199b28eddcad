"""Checks for `model_complexity`.

The oracle for fits works in Legendre polynomials, which are all but orthogonal: it shares no step with any solver for
powers of x.
"""

import numpy as np
import torch
from torch import Tensor

from course_cli.grading import (
    assert_close,
    assert_equal,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    fail,
    points,
    source,
)

EXPERIMENT = (
    "Take five points on 1 + 2x and fit degrees 1 and 3: which coefficients should come out? Then 60 points in [0, "
    "1] and degree 15: print torch.linalg.cond of the features, and of whatever matrix you solve with. Which data "
    "does each of your curve's errors come from?"
)

SHAPES = ((5, 3), (3, 5), (4, 3), (1, 4), (6, 1), (7, 0))
# A stable solver is within 4e-6 of the best polynomial here, the normal equations are 1e-2 or more away from it.
DEGREE_15 = {"n": 60, "degree": 15, "atol": 2e-4}


def scattered(inputs, n, low=-1.0, high=1.0, dtype=torch.float64):
    """n numbers in [low, high], not too near to each other, in random order."""
    steps = (torch.arange(n) + inputs.uniform(n, low=0.1, high=0.9, dtype=torch.float64)) / n
    order = torch.from_numpy(inputs.numpy.permutation(n))
    return (low + (high - low) * steps[order]).to(dtype)


def powers(x, degree):
    """The oracle for features: a column by repeated products, in float64."""
    columns = [torch.ones_like(x.double())]
    for _ in range(degree):
        columns.append(columns[-1] * x.double())
    return torch.stack(columns, dim=1)


def best_values(x, y, degree):
    """The values at x of the polynomial that fits y best."""
    centre, half = (x.max() + x.min()) / 2, (x.max() - x.min()) / 2
    basis = np.polynomial.legendre.legvander(((x - centre) / half).numpy(), degree)
    Q, _ = np.linalg.qr(basis)
    return torch.from_numpy(Q @ (Q.T @ y.numpy()))


def noisy(inputs, x, std=0.2):
    """A sine wave with noise."""
    return torch.sin(5 * x) + inputs.normal(len(x), std=std, dtype=torch.float64)


def mean_squared_error(w, x, y):
    return (powers(x, len(w) - 1) @ w - y).square().mean()


def best_weights(x, y, degree):
    """The coefficients of the best polynomial of a low degree."""
    return torch.linalg.lstsq(powers(x, degree), y[:, None], driver="gelsd").solution[:, 0]


def assert_curve(got, train, val, degrees, which):
    """Compare the training errors (0) or the validation errors (1); got has to be a pair."""
    fits = [best_weights(*train, degree) for degree in degrees]
    expected = [torch.stack([mean_squared_error(w, *data) for w in fits]) for data in (train, val)]
    if isinstance(got, (tuple, list)) and len(got) == 2:
        assert_close(got[which], expected[which], rtol=1e-6, atol=1e-9)
    else:
        assert_close(got, tuple(expected))


@points(
    2,
    hint="For x = tensor([2.0, 3.0]) and degree 2: how many rows, how many columns, and what stands in the first "
    "column?",
)
def test_features(student, inputs):
    """polynomial_features has the columns 1, x, x², ..., x^degree"""
    for n, degree in SHAPES:
        x = inputs.uniform(n, low=0.2, high=2.0)
        assert_close(student.polynomial_features(x, degree), powers(x, degree).float(), magnitude=32.0)


@points(1, needs="features", hint="A logarithm takes no negative number, but a power does; and what is x⁰ at x = 0?")
def test_features_of_any_sign(student, inputs):
    """powers of negative numbers and of 0 are right"""
    for degree in (0, 1, 4, 5):
        x = torch.cat([inputs.uniform(4, low=-2.0, high=-0.2), torch.zeros(1), inputs.uniform(2, low=0.2, high=2.0)])
        assert_close(student.polynomial_features(x, degree), powers(x, degree).float(), magnitude=32.0)


@points(1, needs="features", hint="Create no tensors of a fixed dtype on the way.")
def test_feature_dtypes(student, inputs):
    """features have x's dtype, float64, float16 and bfloat16 too"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        x = inputs.uniform(5, low=0.2, high=1.0, dtype=dtype)
        assert_close(student.polynomial_features(x, 3), powers(x, 3).to(dtype), magnitude=2.0)


@points(1, needs="features", hint="Every step from x to the features has to be a tensor operation.")
def test_features_stay_in_the_graph(student):
    """features of an x that requires a gradient belong to its graph"""
    x = source("torch.tensor([0.5, -1.5, 2.0], requires_grad=True)")
    if not student.traits(student.polynomial_features(x, 3)).requires_grad:
        fail("the features do not depend on x any more: was the graph cut (.data, .item(), torch.tensor(...))?")


@points(1, needs="features", hint="No points have no rows, and still degree + 1 columns.")
def test_no_points(student):
    """0 points give features of shape (0, degree + 1)"""
    assert_close(student.polynomial_features(torch.zeros(0), 3), torch.zeros(0, 4))


@points(3, hint="Minimise the squared differences between features @ w and y; w_0 belongs to x⁰.")
def test_fit_of_a_polynomial(student, inputs):
    """points on a polynomial give back its coefficients"""
    for n, degree in ((6, 2), (12, 3), (5, 1), (4, 3), (8, 0), (9, 4)):
        x, w = scattered(inputs, n), inputs.normal(degree + 1, dtype=torch.float64)
        assert_close(student.fit_polynomial(x, powers(x, degree) @ w, degree), w, atol=1e-7)


@points(2, needs="fit_of_a_polynomial", hint="With noise no polynomial meets every point: which comes nearest?")
def test_fit_of_noise(student, inputs):
    """with noise, w is the least-squares solution"""
    for n, degree in ((20, 3), (12, 1), (30, 4), (9, 0)):
        x = scattered(inputs, n)
        y = noisy(inputs, x)
        assert_close(student.fit_polynomial(x, y, degree), best_weights(x, y, degree), atol=1e-7)


@points(
    3,
    needs="fit_of_noise",
    hint="Φᵀ Φ squares the condition number of Φ, and at degree 15 no digit is left. Which solvers work on Φ itself?",
)
def test_degree_15_is_stable(student, inputs):
    """with 60 points in [0, 1] and degree 15, the polynomial is the best one to four decimals"""
    n, degree, atol = DEGREE_15.values()
    for _ in range(3):
        x = scattered(inputs, n, low=0.0)
        y = noisy(inputs, x)
        w = student.fit_polynomial(x, y, degree)
        assert_close(w, torch.zeros(degree + 1).double(), atol=1e300)  # its shape and dtype
        assert_close(powers(x, degree) @ w, best_values(x, y, degree), rtol=0.0, atol=atol)


@points(1, needs="fit_of_noise", hint="Create no tensors of a fixed dtype on the way.")
def test_fit_dtypes(student, inputs):
    """float32 data give float32 coefficients"""
    x = scattered(inputs, 12)
    y = noisy(inputs, x)
    got = student.fit_polynomial(x.float(), y.float(), 2)
    assert_close(got, best_weights(x, y, 2).float(), rtol=1e-3, atol=1e-3)


@points(1, needs="fit_of_noise", hint="The coefficients are a linear function of y: are all steps tensor operations?")
def test_fit_gradients(student, inputs):
    """the coefficients can be differentiated by y"""
    x = scattered(inputs, 9)
    args = (x, noisy(inputs, x), 2)
    assert_gradient(
        student.fit_polynomial,
        args,
        lambda x, y, degree: torch.linalg.pinv(powers(x, degree)) @ y,
        wrt=(1,),
        rtol=1e-7,
        atol=1e-7,
    )


def curve(student, inputs, degrees, n=14, m=9):
    """The student's errors, and the data they belong to."""
    train, val = ((x, noisy(inputs, x)) for x in (scattered(inputs, n), scattered(inputs, m)))
    return student.complexity_curve(train, val, degrees), train, val, degrees


@points(
    3, hint="Fit each polynomial to the training data. What may the validation data be used for, if it is to judge?"
)
def test_training_errors(student, inputs):
    """train_errors are the mean squared errors, on the training data, of fits to the training data"""
    for degrees in ([0, 1, 2, 3, 4], [2]):
        assert_curve(*curve(student, inputs, degrees), which=0)


@points(
    2,
    needs="training_errors",
    hint="How many fits are there for one degree, and on which data does each of the two errors judge it?",
)
def test_validation_errors(student, inputs):
    """val_errors are the mean squared errors, on the validation data, of fits to the training data"""
    for degrees, n, m in (([0, 1, 2, 3, 4], 14, 9), ([3], 8, 20), ([1, 2], 9, 9), ([0, 2], 12, 1)):
        assert_curve(*curve(student, inputs, degrees, n, m), which=1)


@points(
    1, needs="validation_errors", hint="Ask for the degrees [3, 0], then [0, 3]: do the errors change places with them?"
)
def test_any_degrees(student, inputs):
    """the errors come in the order of `degrees`, whichever they are"""
    for degrees in ([3, 0, 2], [4], [2, 2, 1]):
        for which in (0, 1):
            assert_curve(*curve(student, inputs, degrees), which=which)


@points(1, needs="validation_errors", hint="torch.tensor makes float32 of Python floats, whatever they came from.")
def test_curve_dtypes(student, inputs):
    """float32 data give float32 errors"""
    x = scattered(inputs, 14)
    train, val = (x, noisy(inputs, x)), (x / 2, noisy(inputs, x / 2))
    narrow = [(x.float(), y.float()) for x, y in (train, val)]
    fits = [best_weights(*train, degree) for degree in (1, 2)]
    expected = tuple(torch.stack([mean_squared_error(w, *data) for w in fits]).float() for data in (train, val))
    got = student.complexity_curve(*narrow, [1, 2])
    assert_close(tuple(got) if isinstance(got, (tuple, list)) else got, expected, rtol=1e-3, atol=1e-4)


def errors(inputs, *factors):
    """Errors that many times as large as a random target, and the target."""
    target = inputs.uniform(low=0.1, high=10.0, dtype=torch.float64).item()
    return [factor * target for factor in factors] + [target]


@points(1, hint="A model that cannot even fit what it was trained on is too simple.")
def test_underfitting(student, inputs):
    """a training error above the target is underfitting, whatever the validation error"""
    for factors in ((1.5, 1.6), (3.0, 30.0), (1.1, 1.1), (1.2, 0.8)):
        assert_equal(student.diagnose(*errors(inputs, *factors)), "underfitting")


@points(1, hint="What was learnt from the training data, and does not hold for others?")
def test_overfitting(student, inputs):
    """a validation error above the target, and a training error below it, is overfitting"""
    for factors in ((0.5, 1.5), (0.0, 30.0), (0.9, 1.1)):
        assert_equal(student.diagnose(*errors(inputs, *factors)), "overfitting")


@points(1, hint="What does each comparison say of an error that equals the target?")
def test_good_fit(student, inputs):
    """two errors that are not above the target are a good fit"""
    for factors in ((0.5, 0.6), (0.0, 0.0), (0.9, 0.1), (0.01, 0.99), (1.0, 0.5), (0.5, 1.0)):
        assert_equal(student.diagnose(*errors(inputs, *factors)), "good fit")


@points(
    1,
    needs=("features", "fit_of_a_polynomial"),
    hint="Operations that end in an underscore, and -=, write into the caller's tensors.",
)
def test_arguments_unchanged(student, inputs):
    """x, y, train, val and degrees are left as they were"""
    x, y = scattered(inputs, 8), inputs.normal(8, dtype=torch.float64)
    assert_unchanged(student.polynomial_features, x, 3)
    assert_unchanged(student.fit_polynomial, x, y, 2)
    assert_unchanged(student.complexity_curve, (x, y), (x + 1, y), [2, 0, 1])


@points(2, hint="Compare the shapes first: y of shape (n, 1) is not (n,), and differs from it by broadcasting.")
def test_bad_input(student, inputs):
    """shapes that do not fit raise a ValueError that names the argument"""
    x, y = scattered(inputs, 8), inputs.normal(8, dtype=torch.float64)

    def bad_pairs() -> list[tuple[Tensor, Tensor]]:
        return [(x[:, None], y), (x[0], y), (x, y[:, None]), (x, y[None]), (x, y[:7]), (x[:7], y), (x, y[:1])]

    for bad in (x[:, None], x[None], x[0]):
        assert_raises(ValueError, student.polynomial_features, bad, 2, naming="x")
    for bad in bad_pairs():
        assert_raises(ValueError, student.fit_polynomial, *bad, 2, naming=("x", "y"))
        assert_raises(ValueError, student.complexity_curve, bad, (x, y), [1], naming=("x", "y", "train"))
        assert_raises(ValueError, student.complexity_curve, (x, y), bad, [1], naming=("x", "y", "val"))


@points(
    1,
    needs=("features", "fit_of_a_polynomial"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """features and fit work, and answer, on the device of x"""
    x, y = scattered(inputs, 8), inputs.normal(8, dtype=torch.float64)
    assert_keeps_device(student.polynomial_features, x, 3)
    assert_keeps_device(student.fit_polynomial, x, y, 3)
