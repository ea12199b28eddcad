"""Checks for `mlp_classifier`.

Accuracy proves little, so most checks run `train` on small made-up data whose right outcome is known whatever the
order of the samples was. Where training starts is the student's choice: `num_epochs=0` under the same seed shows it.
"""

from functools import lru_cache
from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch import Tensor
from torch.nn.functional import cross_entropy

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

RULES = Rules(refuse=("optimizer",), call_seconds=30.0, total_seconds=150.0, capstone=True)
EXPERIMENT = (
    "Print the loss after every epoch. Does it stay near ln(num_classes)? Then print the norm of each parameter's "
    "gradient in the first step: which of the four hardly moves? Also print which rows each batch takes, for 5 "
    "samples in batches of 2."
)

NAMES = ("W1", "b1", "W2", "b2")
AS_CALLED = (64, 10, 0.2, 40, 32)
BOUND = 0.95
NUM_SEEDS = 8  # one run in twelve ends below the bound, on a step that went too far: two seeds would not do


@lru_cache(maxsize=1)
def digits():
    """scikit-learn's digits in [0, 1]: X and y to train on, 1,347 samples, and X and y held out, 450."""
    data = load_digits()
    order = torch.randperm(len(data.target), generator=torch.Generator().manual_seed(2))
    X, y = torch.tensor(data.data, dtype=torch.float32)[order] / 16, torch.tensor(data.target)[order].long()
    return X[450:], y[450:], X[:450], y[:450]


def some_data(inputs, n=12, d=4, q=3):
    """Random rows, and labels that hold every class."""
    return inputs.normal(n, d), torch.from_numpy(inputs.numpy.permutation(n) % q)


def one_sample_repeated(inputs, n):
    """n rows and labels for which neither order nor choice matters."""
    X, y = some_data(inputs)
    return X[:1].expand(n, -1).contiguous(), y[:1].expand(n).contiguous()


def train(student, X, y, *settings, seed):
    """The student's parameters in float64; anything but four tensors of the right shapes fails the check."""
    num_hiddens, num_classes = settings[:2]
    params = student.train.observe(X, y, *settings, seed=seed).value
    try:
        params = student.collect(params)  # an nn.ParameterList is a list too
    except TypeError:
        params = [params]
    shapes = [(X.shape[1], num_hiddens), (num_hiddens,), (num_hiddens, num_classes), (num_classes,)]
    if [tuple(param.shape) if isinstance(param, Tensor) else None for param in params] != shapes:
        fail("train has to return [W1, b1, W2, b2]", got=params, expected=_("tensors of shapes {}").format(shapes))
    return [param.double() for param in params]


def logits_of(params, X):
    W1, b1, W2, b2 = params
    return torch.relu(X @ W1 + b1) @ W2 + b2


def descend(params, X, y, lr, num_steps):
    """The oracle: the parameters after full-batch steps down the mean cross-entropy, and how near a kink they came."""
    X, nearest = X.double(), float("inf")
    for _step in range(num_steps):
        Z = X @ params[0] + params[1]
        nearest = min(nearest, (Z.abs().min() / Z.abs().mean()).item())
        params = [param.detach().requires_grad_() for param in params]
        gradients = torch.autograd.grad(cross_entropy(logits_of(params, X), y), params)
        params = [(param - lr * gradient).detach() for param, gradient in zip(params, gradients, strict=True)]
    return params, nearest


def assert_descends(student, inputs, X, y, settings, num_steps, names=NAMES):
    """Training moves the parameters in `names` as that many full-batch steps do, from the student's own start."""
    num_hiddens, num_classes, lr, _epochs, batch_size = settings
    for attempt in range(5):  # so near to a kink that rounding decides, a right answer may come out on its other side
        seed = inputs.seed // 2 + attempt
        start = train(student, X, y, num_hiddens, num_classes, lr, 0, batch_size, seed=seed)
        expected, nearest = descend(start, X, y, lr, num_steps)
        if nearest > 1e-5:
            break
    end = train(student, X, y, *settings, seed=seed)
    for name, begun, ours, theirs in zip(NAMES, start, end, expected, strict=True):
        if name in names:
            assert_close(ours - begun, theirs - begun, rtol=1e-3, atol=2e-6)


def movement(student, X, y, *settings, seed):
    """How far training moved each parameter from where it starts under this seed."""
    num_hiddens, num_classes, lr, _epochs, batch_size = settings
    start = train(student, X, y, num_hiddens, num_classes, lr, 0, batch_size, seed=seed)
    return [end - begun for end, begun in zip(train(student, X, y, *settings, seed=seed), start, strict=True)]


def assert_all_moved(student, inputs, names):
    """A few epochs change the parameters in `names`."""
    X, y = some_data(inputs)
    for name, moved in zip(NAMES, movement(student, X, y, 16, 3, 0.5, 5, 5, seed=inputs.seed), strict=True):
        if name in names and not moved.abs().max() > 1e-5:
            largest = _("largest change {:.1g}").format(moved.abs().max())
            fail("five epochs did not change {name}", name=name, got=largest)


@points(1, hint="Print the logits of three samples: along which axis does each have its largest?")
def test_predict(student, inputs):
    """predict gives each sample the class with the largest logit"""
    for n, sizes in ((6, (3, 5, 4)), (1, (4, 4, 4)), (40, (2, 8, 3)), (0, (3, 4, 2))):
        for dtype in (torch.float32, torch.float64):
            X, (d, h, q) = inputs.normal(n, sizes[0], dtype=dtype), sizes
            params = [inputs.normal(*shape, dtype=dtype) for shape in ((d, h), (h,), (h, q), (q,))]
            logits = logits_of([param.double() for param in params], X.double())
            clear = logits.topk(2, dim=1).values.diff().abs().flatten() > 1e-3  # no ties
            assert_equal(student.predict(X[clear], params), logits[clear].argmax(dim=1))


@points(1, hint="Train on 5 features, 4 hidden units and 3 classes: which four shapes come out, and in which order?")
def test_returns_params(student, inputs):
    """train returns [W1, b1, W2, b2] in X's float32, for any sizes"""
    for n, d, h, q, batch_size in ((12, 4, 5, 3, 5), (7, 2, 3, 6, 32), (5, 3, 3, 3, 1)):
        X, y = some_data(inputs, n, d, min(q, 3))
        train(student, X, y, h, q, 0.1, 2, batch_size, seed=inputs.seed)
        for param in student.collect(student.train(X, y, h, q, 0.1, 2, batch_size)):
            assert_close(param * 0, torch.zeros(param.shape))


@points(
    1,
    needs="returns_params",
    hint="Training starts afresh on every call, and only a step changes a parameter: how long is a step if lr is 0?",
)
def test_nothing_to_learn(student, inputs):
    """lr=0 and num_epochs=0 change nothing, and no call remembers an earlier one"""
    X, y = some_data(inputs)
    start = train(student, X, y, 6, 3, 0.5, 0, 5, seed=inputs.seed)
    train(student, X, y, 6, 3, 0.5, 3, 5, seed=inputs.seed)
    for lr, num_epochs in ((0.0, 3), (0.5, 0)):
        for got, expected in zip(train(student, X, y, 6, 3, lr, num_epochs, 5, seed=inputs.seed), start, strict=True):
            assert_close(got, expected, atol=1e-6)


@points(
    2,
    needs="nothing_to_learn",
    hint="Print how far each parameter has moved after one step: which stood still, and had it a gradient?",
)
def test_both_layers_are_trained(student, inputs):
    """training changes the weights of both layers"""
    assert_all_moved(student, inputs, ("W1", "W2"))


@points(
    2,
    needs="nothing_to_learn",
    hint="Print both biases before and after a step: do they move, and do they require a gradient?",
)
def test_biases_are_trained(student, inputs):
    """training changes the biases of both layers"""
    assert_all_moved(student, inputs, ("b1", "b2"))


@points(
    2,
    needs="both_layers_are_trained",
    hint="Put each sample of a batch in twice: does the step grow?",
)
def test_mean_loss(student, inputs):
    """a step follows the gradient of the batch's mean loss, not of its sum"""
    for n, batch_size in ((12, 12), (12, 32), (30, 30)):
        X, y = one_sample_repeated(inputs, n)
        assert_descends(student, inputs, X, y, (8, 3, 0.5, 1, batch_size), 1, ("W1", "W2"))


@points(
    1,
    needs="mean_loss",
    hint="Take one step with lr = 0.1 and one with 0.3, from the same start: how far does each go?",
)
def test_learning_rate(student, inputs):
    """a learning rate three times as large takes a step three times as long"""
    X, y = one_sample_repeated(inputs, 12)
    for lr in (0.1, 0.3, 1.0):
        assert_descends(student, inputs, X, y, (8, 3, lr, 1, 12), 1, ("W1", "W2"))


@points(
    2, needs="both_layers_are_trained", hint="With 5 samples in batches of 2, which rows does your last batch take?"
)
def test_every_row_is_used(student, inputs):
    """one epoch learns from every sample"""
    for n, batch_size in ((24, 7), (24, 5), (10, 1)):
        y = inputs.integers(0, 5, n)
        moved = movement(student, torch.eye(n), y, 64, 5, 0.2, 1, batch_size, seed=inputs.seed)[0]
        unused = (moved.abs().max(dim=1).values < 1e-6).nonzero().flatten().tolist()
        if unused:
            fail(
                "{unused} of {n} samples had no effect, batches of {batch_size}",
                unused=len(unused),
                n=n,
                batch_size=batch_size,
                got=_("unused rows {}").format(unused),
            )


@points(
    2,
    needs=("mean_loss", "every_row_is_used"),
    hint="Let y be the row's own number and print the batches: does each row still have its number?",
)
def test_pairs_are_kept(student, inputs):
    """each sample is trained with its own label"""
    for n, batch_size in ((12, 12), (25, 30)):
        X, y = some_data(inputs, n)
        assert_descends(student, inputs, X, y, (8, 3, 0.5, 1, batch_size), 1, ("W1", "W2"))


@points(
    1,
    needs=("learning_rate", "pairs_are_kept", "biases_are_trained"),
    hint="Each batch takes one step from where the last one ended, by its own gradient alone: do gradients pile up?",
)
def test_steps_and_epochs(student, inputs):
    """num_epochs passes of ceil(num_samples / batch_size) steps end where gradient descent does"""
    mixed, same = some_data(inputs), one_sample_repeated(inputs, 10)
    for (X, y), num_epochs, batch_size, num_steps in ((mixed, 4, 12, 4), (same, 2, 4, 6), (same, 1, 3, 4)):
        assert_descends(student, inputs, X, y, (4, 3, 0.5, num_epochs, batch_size), num_steps)


def first_batches(student, seed):
    """Which rows of X = I, all of class 0, were in the first batch of 20 in each of two epochs, as W1 tells.

    Row i of W1 takes part in one step an epoch only; after each step the error is smaller, and so the row moves less.
    """
    X, y = torch.eye(40), torch.zeros(40).long()
    states = [train(student, X, y, 64, 3, 1.0, num_epochs, 20, seed=seed) for num_epochs in (0, 1, 2)]
    batches = []
    for (W1, b1, W2, b2), (moved_W1, *_others) in pairwise(states):
        H = torch.relu(W1 + b1)
        expected = (torch.eye(3)[0] - torch.softmax(H @ W2 + b2, dim=1)) @ W2.T * (H > 0) / 20
        distance = (moved_W1 - W1 - expected).norm(dim=1) / expected.norm(dim=1)
        batches.append((distance < 1e-3).nonzero().flatten().tolist())
    return batches


@points(
    1,
    needs="steps_and_epochs",
    hint="How many steps does one epoch take with 5 samples and a batch_size of 2, and which rows does each see?",
)
def test_batches(student, inputs):
    """a step learns from batch_size samples"""
    first, _second = first_batches(student, inputs.seed)
    if not 10 <= len(first) <= 30:  # rounding at a kink may hide a row, but not ten
        got = _("a first step by rows {}").format(first)
        fail("of 40 samples, 20 make the first batch", got=got, expected="by 20 rows")


@points(2, needs="batches", hint="Data often comes sorted: draw a random order, then cut it into batches.")
def test_shuffles(student, inputs):
    """the samples are not taken in the order in which they came"""
    first, _second = first_batches(student, inputs.seed)
    # A run of neighbours, perhaps on from the end of X to its start: by chance once in C(40, 20) / 40 = 3e9.
    if sum((row + 1) % 40 in first for row in first) == 19:
        got = _("first batch: {}").format(first)
        fail("the samples were taken in the order of X", got=got, expected="a random order")


@points(1, needs="shuffles", hint="Draw a new order inside the loop over epochs.")
def test_new_order_each_epoch(student, inputs):
    """each epoch takes the samples in another order"""
    first, second = first_batches(student, inputs.seed)
    if first == second:  # by chance once in C(40, 20) = 1.4e11
        got = _("both times {} first").format(first)
        fail("two epochs took the same order", got=got, expected="another order each time")


def share_right(student, inputs, X, y, X_test, y_test, seed):
    """The share of unseen digits that are recognised after training on (X, y), put into some order."""
    order = inputs.numpy.permutation(len(y))
    params = student.train.observe(X[order], y[order], *AS_CALLED, seed=seed).value
    predicted = student.predict(X_test, params)
    assert_equal(predicted * 0 if isinstance(predicted, Tensor) else predicted, torch.zeros_like(y_test))
    return (predicted == y_test).double().mean().item()


@points(2, needs=("predict", "pairs_are_kept"), hint="What train knows it has to know from the X and y of this call.")
def test_random_labels_teach_nothing(student, inputs):
    """trained on random labels, it recognises no more digits than chance would"""
    X, y, X_test, y_test = digits()
    shares = []
    for attempt in range(2):
        shuffled = y[inputs.numpy.permutation(len(y))]
        shares.append(share_right(student, inputs, X, shuffled, X_test, y_test, inputs.seed // 2 + attempt))
    if min(shares) > 0.45:  # about 0.10, standard deviation 0.04, each time
        right = _("{:.1%} right").format(min(shares))
        fail("trained on random labels it still knows the digits", got=right, expected="about 10%")


@points(1, hint="Shuffle indices, not the caller's tensors.")
def test_arguments_unchanged(student, inputs):
    """X, y and params are left as they were"""
    assert_unchanged(student.train, *some_data(inputs), 5, 3, 0.1, 2, 5)
    params = [inputs.normal(*shape) for shape in ((3, 4), (4,), (4, 2), (2,))]
    assert_unchanged(student.predict, inputs.normal(5, 3), params)


@points(2, hint="Compare the shapes before you use them: indexing and broadcasting accept more than makes sense here.")
def test_bad_input(student, inputs):
    """shapes that do not fit raise a ValueError that names the argument"""
    (X, y), settings = some_data(inputs), (5, 3, 0.1, 1, 4)
    assert_raises(ValueError, student.train, X[0, 0], y[:1], *settings, naming=("X", "y"))
    for bad in (y[:, None], y[None], y[0], y[:11], torch.cat([y, y])):
        assert_raises(ValueError, student.train, X, bad, *settings, naming=("X", "y"))
    params = [inputs.normal(*shape) for shape in ((4, 5), (5,), (5, 3), (3,))]
    for bad in (X[0], X[0, 0], X[:, :3], X[:, :1], torch.cat([X, X], dim=1)):
        assert_raises(ValueError, student.predict, bad, params, naming=("X", "params", "W1"))


@points(
    4,
    needs=("predict", "batches"),
    hint="If the small checks pass, look at the number of steps and at what the loss is taken of.",
)
def test_digits(student, inputs):
    """train(X, y, 64, 10, 0.2, 40, 32) recognises 95 % of unseen digits"""
    best = 0.0
    for attempt in range(NUM_SEEDS):
        best = max(best, share_right(student, inputs, *digits(), inputs.seed // 2 + attempt))
        if best >= BOUND:
            return
    got = _("{:.1%}, the best of {}").format(best, NUM_SEEDS)
    fail("too few unseen digits are recognised", got=got, expected=f"{BOUND:.0%}")


@draws("digits")
def accuracy_curve(student, inputs):
    """the share of unseen digits read right, as training goes on"""
    (X, y, X_test, y_test), epochs = digits(), (0, 1, 2, 5, 10, 20, 40)
    num_hiddens, num_classes, lr, _, batch_size = AS_CALLED
    shares = []
    for num_epochs in epochs:
        settings = num_hiddens, num_classes, lr, num_epochs, batch_size
        params = student.train.observe(X, y, *settings, seed=inputs.seed // 2).value
        shares.append((student.predict(X_test, params) == y_test).double().mean().item())
    return draw_curves(epochs, shares, x_label="epochs", y_label="share right", goal=BOUND)
