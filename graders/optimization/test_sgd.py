"""Checks for `sgd_step`, `minibatches` and `LinearRegressionSGD`."""

import numpy as np

from course_cli.grading import (
    RemoteObject,
    Rules,
    assert_close,
    assert_equal,
    assert_raises,
    assert_unchanged,
    fail,
    points,
    source,
)

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Print the batches of 5 samples with a batch_size of 2: is every sample there once, beside its own y? Which "
    "order does the same seed give again, and which another? Then one step by hand: theta = [0, 0], x_i = [1, 2], "
    "y_i = 3 and lr = 0.1."
)


def numbered(n, d=2, column=False):
    """Samples that can be told apart: row i of X holds i, and y[i] is 1000 + i."""
    X = np.arange(n, dtype=float)[:, None] + np.linspace(0, 0.5, d)
    y = 1000.0 + np.arange(n)
    return X, y[:, None] if column else y


def batches(student, X, y, batch_size, seed):
    """The student's batches as (X, y) pairs of arrays of the right number of dimensions and as many rows each."""
    made = student.minibatches(X, y, batch_size, seed)
    if not isinstance(made, (RemoteObject, list, tuple)):
        fail("minibatches gives a list or a generator of (X, y) pairs", got=made)
    pairs = student.collect(made, limit=2000)
    for pair in pairs:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not all(isinstance(a, np.ndarray) for a in pair):
            fail("minibatches gave something that is not an (X, y) pair of arrays", got=pair)
        X_batch, y_batch = pair
        if X_batch.shape[1:] != X.shape[1:] or X_batch.ndim != 2 or y_batch.shape != (len(X_batch), *y.shape[1:]):
            fail(
                "a batch has X of shape {X_shape} with y of shape {y_shape}",
                X_shape=X_batch.shape,
                y_shape=y_batch.shape,
                expected=f"X {X.shape}, y {y.shape}",
            )
        if X_batch.dtype != X.dtype or y_batch.dtype != y.dtype:
            fail(
                "a batch has X of {X_dtype} and y of {y_dtype}",
                X_dtype=X_batch.dtype,
                y_dtype=y_batch.dtype,
                expected="float64, as they were given",
            )
    return pairs


def order(pairs):
    """Which samples came, in order, by the numbers in X."""
    return [int(row[0]) for X_batch, _ in pairs for row in X_batch]


def model_of(student, *args):
    model = student.LinearRegressionSGD(*args)
    if not isinstance(model, RemoteObject):
        fail("LinearRegressionSGD(lr, num_epochs, seed) did not make an object", got=model)
    return model


@points(2, hint="One number says how far off the prediction is; the sample says in which direction theta has to go.")
def test_step(student, inputs):
    """one sample moves theta by -lr (x_i . theta - y_i) x_i"""
    for d in (1, 2, 5):
        theta, x_i = inputs.numpy.normal(size=(2, d))
        y_i, lr = float(inputs.numpy.normal()), float(inputs.numpy.uniform(0.05, 0.5))
        error = sum(float(a) * float(b) for a, b in zip(x_i, theta, strict=True)) - y_i
        assert_close(
            student.sgd_step(theta, x_i, y_i, lr),
            np.array([t - lr * error * x for t, x in zip(theta, x_i, strict=True)]),
        )


@points(2, hint="Where does your last batch begin, and is there a sample after it?")
def test_every_sample_once(student, inputs):
    """the batches hold every sample exactly once; only the last may be shorter"""
    for n, batch_size in ((10, 3), (12, 4), (5, 8), (7, 1), (7, 7), (1, 1)):
        pairs = batches(student, *numbered(n), batch_size, 5)
        if sorted(order(pairs)) != list(range(n)):
            fail(
                "{n} samples in batches of {batch_size}: not every sample exactly once",
                n=n,
                batch_size=batch_size,
                got=sorted(order(pairs)),
            )
        expected = [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)
        assert_equal([len(X_batch) for X_batch, _ in pairs], expected)
    if order(batches(student, *numbered(0), 4, 5)):
        fail("no samples at all, and yet there are some in the batches")


@points(2, hint="One order for both: is X[i] still beside y[i] after the shuffle?")
def test_pairs_stay_together(student, inputs):
    """every row of X comes with its own y, in y's own shape"""
    for n, batch_size in ((10, 3), (30, 8), (5, 2)):
        for column in (False, True):
            pairs = batches(student, *numbered(n, 3, column), batch_size, 5)
            if not pairs:
                fail("{n} samples gave no batch at all", n=n)
            for X_batch, y_batch in pairs:
                if not np.array_equal(X_batch[:, 0] + 1000, y_batch.reshape(-1)):
                    fail("samples are paired with the targets of others", got=y_batch, expected=X_batch[:, 0] + 1000)
                assert_close(X_batch[:, 2], X_batch[:, 0] + 0.5)


@points(
    2,
    needs="every_sample_once",
    hint="Number 6 samples and print the batches of 2: can number 1 ever share a batch with number 6?",
)
def test_shuffled(student, inputs):
    """the order is random over the whole set: the same for the same seed, another for another seed"""
    X, y = numbered(64)
    pairs = batches(student, X, y, 8, 5)
    first = order(pairs)
    if first == list(range(64)):
        fail("the samples came in the order in which they were given", got=first)
    blocks = [sorted(order([pair])) for pair in pairs]
    if all(block == list(range(block[0], block[0] + 8)) for block in blocks):
        fail("each batch holds eight neighbours: the samples were not shuffled over the whole set", got=blocks)
    if order(batches(student, X, y, 8, 5)) != first:
        fail("the same seed gave another order the second time")
    if order(batches(student, X, y, 8, 6)) == first:
        fail("another seed gave the same order", got=first)


@points(
    3, needs="step", hint="An epoch is one sgd_step for each sample. Where does theta come from at the start of fit?"
)
def test_fit_one_sample(student, inputs):
    """from theta = 0, each epoch takes one step on a lone sample; fitting again starts from 0 again"""
    for d, num_epochs in ((1, 1), (3, 4), (2, 0)):
        X, y = inputs.numpy.normal(size=(1, d)), inputs.numpy.normal(size=1)
        expected = np.zeros(d)
        for _ in range(num_epochs):
            expected = expected - 0.1 * (float(X[0] @ expected) - y[0]) * X[0]
        model = model_of(student, 0.1, num_epochs)
        model.fit(X, y)
        assert_close(model.theta, expected)
        model.fit(X, y)
        assert_close(model.theta, expected)


@points(3, needs=("step", "pairs_stay_together"), hint="Does every sample get its steps, one by one, in every epoch?")
def test_fit_finds_the_weights(student, inputs):
    """on targets without noise a few epochs find the weights, and each sample counts"""
    theta = inputs.numpy.normal(0, 2, size=3)
    X = inputs.numpy.normal(size=(300, 3))
    model = model_of(student, 0.05, 5, 3)
    model.fit(X, X @ theta)
    assert_close(model.theta, theta, rtol=0, atol=1e-3)
    X = np.diag(inputs.numpy.uniform(0.8, 1.2, size=5))  # each sample alone knows about one weight
    theta = inputs.numpy.normal(0, 2, size=5)
    model = model_of(student, 0.5, 200)
    model.fit(X, X @ theta)
    assert_close(model.theta, theta, rtol=0, atol=1e-3)
    x_i, y_i = inputs.numpy.uniform(0.5, 1.0, size=2), 2.0  # six samples alike: any order, and any picks, end the same
    expected = np.zeros(2)
    for _ in range(12):
        expected = expected - 0.05 * (float(x_i @ expected) - y_i) * x_i
    model = model_of(student, 0.05, 2)
    model.fit(np.tile(x_i, (6, 1)), np.full(6, y_i))
    assert_close(model.theta, expected)


@points(
    3,
    needs=("fit_one_sample", "fit_finds_the_weights"),
    hint="What is the shape of y[i] when y is a column, and of theta after a step with it?",
)
def test_column_targets(student, inputs):
    """y of shape (n, 1) gives the same flat theta as y of shape (n,)"""
    for n, d in ((300, 3), (300, 1), (200, 2)):
        X, theta = inputs.numpy.normal(size=(n, d)), inputs.numpy.normal(0, 2, size=d)
        model = model_of(student, 0.05, 8, 1)
        model.fit(X, (X @ theta)[:, None])
        assert_close(model.theta, theta, rtol=0, atol=1e-3)
        assert_close(model.predict(X), X @ theta, rtol=0, atol=1e-2)
    X, y = inputs.numpy.normal(size=(1, 4)), inputs.numpy.normal(size=(1, 1))
    model = model_of(student, 0.1, 1)
    model.fit(X, y)
    assert_close(model.theta, 0.1 * y[0, 0] * X[0])


@points(1, needs=("shuffled", "fit_one_sample"), hint="What becomes of the seed that the object was made with?")
def test_fit_repeats(student, inputs):
    """two models with the same seed find the same theta, and each keeps its own"""
    X, y = inputs.numpy.normal(size=(20, 3)), inputs.numpy.normal(size=20)
    one, other = model_of(student, 0.05, 2, 7), model_of(student, 0.05, 2, 7)
    one.fit(X, y)
    other.fit(X, y)
    theta = one.theta
    assert_close(other.theta, theta)
    other.fit(X, -y)
    assert_close(one.theta, theta)


@points(1, needs="fit_one_sample", hint="X theta with a flat theta: what shape has it?")
def test_predict(student, inputs):
    """predict gives X theta, of shape (n,)"""
    X = inputs.numpy.normal(size=(8, 3))
    model = model_of(student, 0.05, 2)
    model.fit(X, inputs.numpy.normal(size=8))
    theta = model.theta
    for n in (5, 3, 1, 0):
        X = inputs.numpy.normal(size=(n, 3))
        assert_close(model.predict(X), np.einsum("ij,j->i", X, theta))


@points(1, hint="np.random.shuffle works in place, as -= does: on whose array?")
def test_arguments_unchanged(student, inputs):
    """theta, X and y stay as they were"""
    assert_unchanged(student.sgd_step, inputs.numpy.normal(size=2), inputs.numpy.normal(size=2), 2.0, 0.1)
    for column in (False, True):
        X, y = numbered(9, 2, column)
        assert_unchanged(student.minibatches, X, y, 4, 3)
    assert_unchanged(model_of(student, 1e-3, 2).fit, *numbered(9, 2))
    # What a generator does to its arguments shows only as it is drained: it is given arrays that cannot be written.
    locked = "(lambda a: (a.setflags(write=False), a)[1])(__import__('numpy').ones({}))"
    made = student.minibatches(source(locked.format("(9, 2)")), source(locked.format("9")), 4, 3)
    if isinstance(made, RemoteObject):
        student.collect(made)


@points(1, hint="Look at the shapes before the first step, and name the argument that does not fit.")
def test_bad_input(student, inputs):
    """wrong shapes raise ValueError naming the argument"""

    def drained(X, y):
        return student.collect(student.minibatches(X, y, 2, 0))

    for shape in ((3,), (1,), (1, 2)):
        assert_raises(ValueError, student.sgd_step, np.ones(2), np.ones(shape), 1.0, 0.1, naming=("theta", "x_i"))
    for shape in ((2, 2), (2, 1), (1, 1)):
        assert_raises(ValueError, student.sgd_step, np.ones(shape), np.ones(shape), 1.0, 0.1, naming=("theta", "x_i"))
    model = model_of(student, 0.1, 2)
    for f in (drained, model.fit):
        assert_raises(ValueError, f, np.ones(4), np.ones(4), naming="X")
        for m in (3, 5, 1):
            assert_raises(ValueError, f, np.ones((4, 2)), np.ones(m), naming=("X", "y"))
            assert_raises(ValueError, f, np.ones((4, 2)), np.ones((m, 1)), naming=("X", "y"))
    model.fit(np.ones((4, 2)), np.ones(4))
    for shape in ((2,), (4, 3), (4, 1), (4, 2, 2)):
        assert_raises(ValueError, model.predict, np.ones(shape), naming=("X", "theta"))
