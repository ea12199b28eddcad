"""Checks for `lenet`."""

import functools

import torch
from sklearn.datasets import load_digits

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

RULES = Rules(call_seconds=30, total_seconds=150, capstone=True)
EXPERIMENT = (
    "Send torch.zeros(3, 1, 8, 8) through the model and print the shape after every layer. Then train for 100 epochs "
    "on 32 pictures alone and print the loss: it should come near 0. If it does not, is it the model that cannot, or "
    "the step that is too long or too short?"
)

NUM_TRAIN = 1_300


@functools.cache
def digits():
    """X (1797, 1, 8, 8) in [0, 1] and y, in one fixed order; the first NUM_TRAIN are for training."""
    X, y = load_digits(return_X_y=True)
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(3))
    return torch.tensor(X, dtype=torch.float32).reshape(-1, 1, 8, 8)[order] / 16, torch.tensor(y)[order]


def training_rows():
    X, y = digits()
    return X[:NUM_TRAIN], y[:NUM_TRAIN]


def accuracy(model, y=None):
    """The share of the test split that the model reads right."""
    X_test, y_test = (part[NUM_TRAIN:] for part in digits())
    y_test = y_test if y is None else y
    logits = model(X_test)
    assert_close(logits, torch.zeros(len(X_test), 10), atol=1e6)  # its type, shape and dtype
    return float((logits.argmax(dim=1) == y_test).double().mean())


def train(student, X, y, seed, **arguments):
    return student.train.observe(X, y, seed=seed, **arguments).value


def parameters(student, model):
    return [value for value in student.collect(model.parameters()) if isinstance(value, torch.Tensor)]


def small(inputs, rows=40):
    """A few rows of noise with labels, for runs that only have to show what the arguments do."""
    return inputs.uniform(rows, 1, 8, 8), torch.arange(rows) % 10


@points(1, hint="Which shape does a batch of three pictures have after each layer, and where does the 3 get lost?")
def test_shape_of_the_logits(student, inputs):
    """LeNet turns (n, 1, 8, 8) into (n, 10) logits"""
    model = student.LeNet()
    for n in (5, 2, 13):
        logits = model(inputs.uniform(n, 1, 8, 8))
        assert_close(logits, torch.zeros(n, 10), atol=1e6)  # its type, shape and dtype
    if bool(((logits >= 0) & (logits <= 1)).all()) and bool(((logits.sum(dim=1) - 1).abs() < 1e-3).all()):
        fail("these are probabilities, not logits: there is a softmax at the end", got=logits)
    model.eval()  # in training, batch norm refuses what may be one value per channel
    assert_close(model(inputs.uniform(1, 1, 8, 8)), torch.zeros(1, 10), atol=1e6)


@points(
    1,
    needs="shape_of_the_logits",
    hint="Dropout and batch norm behave differently in training. How is a model switched?",
)
def test_eval_mode(student, inputs):
    """train returns the model in eval mode"""
    X, y = small(inputs)
    assert_equal(train(student, X, y, 0, num_epochs=1).training, False)
    assert_equal(train(student, X, y, 0, num_epochs=0).training, False)


@points(1, needs="shape_of_the_logits", hint="No epochs: the loop does not run once.")
def test_zero_epochs_learn_nothing(student):
    """num_epochs=0 gives a model that knows nothing yet"""
    share = accuracy(train(student, *training_rows(), 0, num_epochs=0))
    if share > 0.6:
        right = _("{:.0%} right").format(share)
        fail("a model that was never trained reads the digits", got=right, expected="about 10 % right")


@points(1, needs="zero_epochs_learn_nothing", hint="The optimizer must use the lr that was passed.")
def test_lr_zero_moves_nothing(student, inputs):
    """with lr=0.0 no parameter moves"""
    X, y = small(inputs)
    untrained = parameters(student, train(student, X, y, 7, num_epochs=0))
    after = parameters(student, train(student, X, y, 7, lr=0.0, num_epochs=2))
    assert_close(after, untrained)


@points(1, needs="lr_zero_moves_nothing", hint="Where is the model made: inside train, or once for all calls?")
def test_every_call_starts_afresh(student, inputs):
    """train makes a new model in every call: what an earlier call learnt is gone"""
    X, y = small(inputs)
    first = parameters(student, train(student, X, y, 7, num_epochs=0))
    train(student, X, y, 8, num_epochs=1)
    assert_close(parameters(student, train(student, X, y, 7, num_epochs=0)), first)


@points(
    2, needs="lr_zero_moves_nothing", hint="Which parameters did the optimizer get, and do gradients reach all of them?"
)
def test_every_layer_is_trained(student, inputs):
    """training moves the weights of every layer and the last bias"""
    X, y = small(inputs)
    before = parameters(student, train(student, X, y, 7, num_epochs=0))
    after = parameters(student, train(student, X, y, 7, num_epochs=2))
    if not before or len(before) != len(after):
        fail("the model does not list its parameters", got=_("{} and {} parameters").format(len(before), len(after)))
    biases = [i for i, value in enumerate(before) if tuple(value.shape) == (10,)]
    judged = [i for i, value in enumerate(before) if value.dim() >= 2] + biases[-1:]
    for i in judged:
        if torch.equal(before[i], after[i]):
            fail("a parameter of shape {shape} did not move", shape=tuple(before[i].shape), got=after[i])


@points(
    2, needs="lr_zero_moves_nothing", hint="The mean of the batch's losses does not grow with the batch. Does yours?"
)
def test_loss_is_the_mean(student, inputs):
    """one step on a batch with every row eight times is as long as on the batch itself"""
    X, y = small(inputs)
    before = parameters(student, train(student, X, y, 7, num_epochs=0))
    steps = []
    for copies in (1, 8):
        rows = X.repeat(copies, 1, 1, 1), y.repeat(copies)
        after = parameters(student, train(student, *rows, 7, lr=0.001, num_epochs=1, batch_size=len(y) * copies))
        steps.append(sum(float(((a - b).double() ** 2).sum()) for a, b in zip(after, before, strict=True)) ** 0.5)
    if not steps[1] <= 3 * steps[0]:
        fail(
            "the step grows with the batch: the loss is a sum, not a mean",
            got=_("{:.1f} times as long").format(steps[1] / steps[0]),
        )


@points(2, needs="shape_of_the_logits", hint="All that train may know about digits is in the X and y it is given.")
def test_learns_the_labels_it_is_given(student, inputs):
    """with the ten labels renamed, the model learns the new names: nothing leaks"""
    X, y = training_rows()
    renamed = torch.arange(10).roll(int(inputs.integers(1, 10)))
    model = train(student, X, renamed[y], 2)
    y_test = digits()[1][NUM_TRAIN:]
    as_before, as_renamed = accuracy(model), accuracy(model, renamed[y_test])
    if as_before > 0.3:
        right = _("{:.1%} right by the true labels").format(as_before)
        fail("the model knows labels that it was not given", got=right)
    if as_renamed < 0.5:
        fail(
            "the model did not learn the labels it was given",
            got=_("{:.1%} right").format(as_renamed),
            expected="most of them right",
        )


def one_picture(inputs, rows):
    """The same picture in every row: what a model says of it shows which labels it saw, how often and how late."""
    return inputs.uniform(1, 1, 8, 8).expand(rows, 1, 8, 8).clone()


@points(
    2,
    needs=("zero_epochs_learn_nothing", "learns_the_labels_it_is_given"),
    hint="What does the model believe when the last hundred batches showed only ones?",
)
def test_rows_are_shuffled(student, inputs):
    """rows sorted by label are learnt as well as mixed ones: the first half counts as much as the second"""
    X, y = one_picture(inputs, 4_000), (torch.arange(4_000) >= 2_000).long()
    shares = []
    for seed in (0, 1):
        model = train(student, X, y, seed, num_epochs=2, batch_size=16)
        shares.append(float(model(X[:1]).softmax(dim=1)[0, 1]))
        if shares[-1] < 0.7:
            return
    fail(
        "of a picture labelled 0 in the first half of the rows and 1 in the second, the model says 1: shuffle the rows",
        got=_("probability {:.2f} for 1").format(min(shares)),
        expected="about 0.50",
    )


@points(1, needs="rows_are_shuffled", hint="Where is the order drawn: before the loop over the epochs, or inside it?")
def test_another_order_in_every_epoch(student, inputs):
    """each epoch draws a new order: no row stays in the short last batch"""
    X, y = one_picture(inputs, 18), torch.arange(18) % 9
    shares = []
    for seed in (0, 1):
        model = train(student, X, y, seed, lr=0.01, num_epochs=150, batch_size=16)
        shares.append(float(model(X[:1]).softmax(dim=1)[0].topk(2).values.sum()))
        if shares[-1] < 0.45:
            return
    fail(
        "of nine labels seen equally often, two weigh far more: the same rows are always in the short last batch",
        got=_("probability {:.2f} for those two").format(min(shares)),
        expected="about 0.22",
    )


@points(1, needs="lr_zero_moves_nothing", hint="What becomes of the rows that do not fill a batch?")
def test_short_batch_is_used(student, inputs):
    """rows that do not fill a batch are trained on as well"""
    X, y = small(inputs)
    before = parameters(student, train(student, X, y, 7, num_epochs=0))
    after = parameters(student, train(student, X, y, 7, num_epochs=2, batch_size=100))
    if all(torch.equal(a, b) for a, b in zip(after, before, strict=True)):
        fail("40 rows with batch_size=100 trained nothing: the short batch was dropped")


@points(
    4,
    needs="learns_the_labels_it_is_given",
    hint="Watch the accuracy on rows you set aside while you try lr, num_epochs and batch_size.",
)
def test_accuracy(student):
    """train(X, y) reads at least 96 % of unseen digits right"""
    best = 0.0
    for seed in (0, 1):
        best = max(best, accuracy(train(student, *training_rows(), seed)))
        if best >= 0.96:
            return
    fail("too many digits are misread", got=_("{:.1%} right").format(best), expected="at least 96.0 % right")


@draws("accuracy")
def accuracy_curve(student, inputs):
    """the share of unseen digits read right, as training goes on"""
    epochs = (0, 1, 2, 4, 8, 16)
    shares = [accuracy(train(student, *training_rows(), 0, num_epochs=num_epochs)) for num_epochs in epochs]
    return draw_curves(epochs, shares, x_label="epochs", y_label="share right", goal=0.96)


@points(1, needs="shape_of_the_logits", hint="Take the rows out with an index; change nothing in place.")
def test_arguments_are_left_alone(student, inputs):
    """X and y are not changed"""
    assert_unchanged(student.train, *small(inputs), num_epochs=1)


@points(
    1,
    needs="shape_of_the_logits",
    hint="Look at the shapes first, and raise ValueError with a message that names X or y.",
)
def test_bad_input(student, inputs):
    """X and y of different lengths, or an X that holds no pictures, raise ValueError"""
    X, y = small(inputs)
    assert_raises(ValueError, student.train, X, y[:-1], num_epochs=1, naming=("X", "y"))
    assert_raises(ValueError, student.train, X[:-10], y, num_epochs=1, naming=("X", "y"))
    assert_raises(ValueError, student.train, X[:, 0, 0], y, num_epochs=1, naming="X")
