"""Checks for `perceptron`."""

import torch

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    library,
    points,
    source,
)

RULES = Rules(refuse=("sigmoid",))
EXPERIMENT = (
    "Take w = [1, 2], b = -1 and the row [1, 0] of X, and work the output out on paper, once with step and once with "
    "sigmoid, before you print it. Then print sigmoid of tensor([-1e4, 0.0, 1e4]) and, after .sum().backward(), its "
    "gradient: which step of yours is the first that is not finite?"
)

TANH = library("torch.tanh")
LINE = source("lambda z: 3 * z - 1")
SHAPES = ((1, 3), (5, 2), (4, 4), (7, 1), (2, 9))
FAR = torch.tensor([-1e4, 1e4, -800.0, 800.0, -100.0, 100.0])


def logistic(z):
    """The oracle: from float64, by an operation that the student's own is not allowed to be."""
    return torch.special.expit(z.double()).to(z.dtype)


def perceptron_oracle(X, w, b, activation):
    return torch.tanh((X * w).sum(dim=1) + b)


@points(1, hint="Compare z with 0, and turn the answer into numbers.")
def test_step_values(student, inputs):
    """step gives 0 below zero and 1 above"""
    for shape in ((1,), (6,), (3, 5)):
        sign = 2.0 * inputs.integers(0, 2, *shape) - 1
        z = sign * inputs.uniform(*shape, low=0.01, high=5.0)
        assert_close(student.step(z), (sign + 1) / 2)


@points(1, needs="step_values", hint="What does your comparison say of 0 itself, and of -0.0?")
def test_step_at_zero(student):
    """step(0) is 1"""
    z = torch.tensor([0.0, -1.0, -0.0, 1.0, -1e-30, 1e-30])
    assert_close(student.step(z), torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0, 1.0]))


@points(1, hint="What is sigmoid(0), and on which side of 1/2 should sigmoid(1) be? Which of your signs decides?")
def test_sigmoid_values(student, inputs):
    """sigmoid(ln a) is a / (1 + a)"""
    for shape in ((1,), (6,), (3, 5)):
        odds = inputs.uniform(*shape, low=-6.0, high=6.0, dtype=torch.float64).exp()
        assert_close(student.sigmoid(odds.log().float()), (odds / (1 + odds)).float())


@points(1, needs="sigmoid_values", hint="What does exp do to 10000? The quotient of two infinities is nan.")
def test_sigmoid_extreme_values(student):
    """sigmoid is 0 at -10000 and 1 at 10000"""
    z = torch.tensor([-1e4, 1e4, 0.0, -200.0, 200.0, -90.0])
    assert_close(student.sigmoid(z), torch.tensor([0.0, 1.0, 0.5, 0.0, 1.0, 0.0]))


@points(
    1,
    needs="sigmoid_values",
    hint="Print .grad at z = 0 after .sum().backward(): is it 1/4? Which step of yours is no tensor operation?",
)
def test_sigmoid_gradient(student, inputs):
    """the gradient of sigmoid is sigmoid(z) (1 - sigmoid(z))"""
    assert_gradient(student.sigmoid, (inputs.normal(8, std=3.0),), torch.special.expit)


@points(
    2,
    needs=("sigmoid_gradient", "sigmoid_extreme_values"),
    hint="The value may come out right while the chain rule multiplies 0 by infinity on its way back. torch.where "
    "alone does not help: the branch not taken still gets a gradient. Which form of the formula never overflows?",
)
def test_sigmoid_extreme_gradient(student, inputs):
    """the gradient of sigmoid is 0, not nan, at -10000 and 10000"""
    z = torch.cat([FAR, inputs.normal(3)])
    assert_gradient(student.sigmoid, (z,), torch.special.expit)


@points(2, hint="Which shape has the weighted sum of a whole batch, and which operation gives it?")
def test_weighted_sum(student, inputs):
    """without a bias, each row gives activation(w · x)"""
    for n, d in SHAPES:
        X, w = inputs.normal(n, d), inputs.normal(d)
        z = X.double() @ w.double()
        assert_close(student.perceptron(X, w, 0.0, LINE), (3 * z - 1).float(), magnitude=10.0)
        assert_close(student.perceptron(X, w, 0.0, TANH), z.tanh().float(), magnitude=10.0)


@points(
    2,
    needs="weighted_sum",
    hint="Take activation = step and a weighted sum of 0.5: what should come out for b = -2, and what for b = 2?",
)
def test_bias(student, inputs):
    """the bias, a float or a 0-d tensor, is added before the activation"""
    for n, d in SHAPES:
        X, w, b = inputs.normal(n, d), inputs.normal(d), inputs.uniform(low=0.5, high=2.0)
        expected = (X.double() @ w.double() + b.double()).tanh().float()
        assert_close(student.perceptron(X, w, b, TANH), expected, magnitude=10.0)
        assert_close(student.perceptron(X, w, b.item(), TANH), expected, magnitude=10.0)


@points(1, needs="bias", hint="Every step from X, w and b to the output has to be a tensor operation.")
def test_perceptron_gradient(student, inputs):
    """gradients reach X, w and b"""
    arguments = inputs.normal(4, 3), inputs.normal(3), inputs.normal(), TANH
    assert_gradient(student.perceptron, arguments, perceptron_oracle, wrt=(0, 1, 2), magnitude=10.0)


@points(1, hint="Print what the comparison gives, and its dtype: what is missing to make labels of it?")
def test_predict_label_values(student, inputs):
    """outputs above the threshold get label 1, those below get 0"""
    for n in (1, 6, 11):
        labels = inputs.integers(0, 2, n)
        distance = (2 * labels - 1) * inputs.uniform(n, low=0.01, high=0.2)
        assert_close(student.predict_label(0.5 + distance), labels)
        assert_close(student.predict_label(0.7 + distance, 0.7), labels)
        assert_close(student.predict_label(distance - 0.25, threshold=-0.25), labels)


@points(1, needs="predict_label_values", hint="Does your comparison count an output of exactly 0.5?")
def test_label_at_threshold(student):
    """an output equal to the threshold gets label 1"""
    assert_close(student.predict_label(torch.tensor([0.5, 0.25, 0.4999999])), torch.tensor([1, 0, 0]))
    assert_close(student.predict_label(torch.tensor([0.5, 0.25, -2.0]), 0.25), torch.tensor([1, 1, 0]))


@points(
    1,
    needs="label_at_threshold",
    hint="0.7 is not the same number in float32 and in float64: compare tensors of one dtype.",
)
def test_threshold_in_own_dtype(student):
    """a float32 output of 0.7 reaches the threshold 0.7"""
    for threshold, dtype in ((0.7, torch.float32), (0.9, torch.float32), (0.7, torch.float64), (0.1, torch.float16)):
        y_hat = torch.tensor([threshold, threshold - 0.05, threshold + 0.05], dtype=dtype)
        assert_close(student.predict_label(y_hat, threshold), torch.tensor([1, 0, 1]))


@points(
    1,
    needs=("step_values", "sigmoid_values", "weighted_sum"),
    hint="Let the result have z's dtype, whatever that is; a fixed .float() does not.",
)
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        z = inputs.uniform(6, low=0.1, high=4.0, dtype=dtype) * torch.tensor([1, -1, 1, -1, 1, -1], dtype=dtype)
        assert_close(student.step(z), (z > 0).to(dtype))
        assert_close(student.sigmoid(z), logistic(z))
        X, w = inputs.uniform(5, 3, low=-1.0, dtype=dtype), inputs.uniform(3, low=-1.0, dtype=dtype)
        assert_close(student.perceptron(X, w, 0.0, TANH), (X.double() @ w.double()).tanh().to(dtype))


@points(
    1,
    needs=("dtypes", "sigmoid_extreme_gradient", "perceptron_gradient"),
    hint="Which step on the way works in float32 only?",
)
def test_double_precision(student, inputs):
    """float64 keeps its digits, in values and in gradients, at -10000 and 10000 too"""
    z = torch.cat([FAR, torch.tensor([-30.0, 30.0]), inputs.normal(6, std=3.0)]).double()
    assert_gradient(student.sigmoid, (z,), torch.special.expit)
    X, w, b = (inputs.normal(*shape, dtype=torch.float64) for shape in ((4, 3), (3,), ()))
    assert_gradient(student.perceptron, (X, w, b, TANH), perceptron_oracle, wrt=(0, 1, 2))


@points(1, hint="Feed torch.zeros(0, 3): which step of yours needs a first row?")
def test_no_rows(student):
    """0 rows give an empty result"""
    nothing = torch.zeros(0)
    assert_close(student.step(nothing), nothing)
    assert_close(student.sigmoid(nothing), nothing)
    assert_close(student.perceptron(torch.zeros(0, 3), torch.ones(3), 1.0, TANH), nothing)
    assert_close(student.predict_label(nothing), torch.zeros(0, dtype=torch.int64))


@points(1, hint="Operations that end in an underscore, and +=, write into the caller's tensor.")
def test_arguments_unchanged(student, inputs):
    """no function changes the tensors it is given"""
    z = inputs.normal(6)
    assert_unchanged(student.step, z)
    assert_unchanged(student.sigmoid, z)
    assert_unchanged(student.predict_label, z, 0.25)
    assert_unchanged(student.perceptron, inputs.normal(4, 3), inputs.normal(3), inputs.normal(), TANH)


@points(2, hint="Look at X.dim(), w.dim() and their sizes first: * and @ accept more shapes than make sense here.")
def test_bad_input(student, inputs):
    """X and w of wrong shapes raise a ValueError that names them"""
    X, w = inputs.normal(4, 3), inputs.normal(3)
    for bad in (X[0], X[None], X[0, 0]):
        assert_raises(ValueError, student.perceptron, bad, w, 0.5, TANH, naming="X")
    for bad in (w[:, None], w[None], w[0]):
        assert_raises(ValueError, student.perceptron, X, bad, 0.5, TANH, naming="w")
    for bad in (inputs.normal(4), inputs.normal(2), inputs.normal(1)):
        assert_raises(ValueError, student.perceptron, X, bad, 0.5, TANH, naming=("X", "w"))
    assert_raises(ValueError, student.perceptron, X[:, :1], w, 0.5, TANH, naming=("X", "w"))


@points(
    1,
    needs=("step_values", "sigmoid_values", "weighted_sum", "predict_label_values"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """all of it works, and answers, on the device of its input"""
    X, w, b = inputs.normal(4, 3), inputs.normal(3), inputs.normal()
    assert_keeps_device(student.step, X)
    assert_keeps_device(student.sigmoid, X)
    assert_keeps_device(student.perceptron, X, w, b, TANH)
    assert_keeps_device(student.perceptron, X, w, 0.5, student.step)
    assert_keeps_device(student.predict_label, w, 0.25)
