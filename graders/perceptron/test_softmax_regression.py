"""Checks for `softmax_regression`.

Accuracy proves little, so most checks run `train` on small made-up data whose right outcome is known whatever the
order of the samples was. Where training starts is the student's choice: `lr=0` under the same seed shows it.
"""

from functools import lru_cache

import torch
from sklearn.datasets import load_digits
from torch.nn.functional import one_hot

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
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
    "Print which rows each batch takes, for 5 samples, batches of 2 and two epochs: is every sample there once in an "
    "epoch, beside its own label, and is the order another one? Then train on two samples in one batch: is the step "
    "the mean of the steps that they make alone?"
)

AS_CALLED = (10, 0.5, 30, 32)
BOUND = 0.93


@lru_cache(maxsize=1)
def digits():
    """scikit-learn's digits in [0, 1]: X and y to train on, 1,347 samples, and X and y held out, 450."""
    data = load_digits()
    order = torch.randperm(len(data.target), generator=torch.Generator().manual_seed(31))
    X, y = torch.tensor(data.data, dtype=torch.float32)[order] / 16, torch.tensor(data.target)[order].long()
    return X[450:], y[450:], X[:450], y[:450]


def train(student, X, y, *settings, seed):
    """The student's W and b, in float64; anything but a pair of the right shapes fails the check."""
    pair = student.train.observe(X, y, *settings, seed=seed).value
    shapes = [(X.shape[1], settings[0]), (settings[0],)]
    if not isinstance(pair, (tuple, list)) or [getattr(item, "shape", None) for item in pair] != shapes:
        expected = _("W of shape {} and b of shape {}").format(*shapes)
        fail("train has to return (W, b)", got=pair, expected=expected)
    return pair[0].double(), pair[1].double()


def start_and_end(student, X, y, num_classes, lr, num_epochs, batch_size, *, seed):
    """(W, b) before and after training. With lr=0 the same random numbers are drawn, so the start is the same one."""
    start, end = (train(student, X, y, num_classes, rate, num_epochs, batch_size, seed=seed) for rate in (0.0, lr))
    return start, end


def movement(student, X, y, *settings, seed):
    """How far training moved W and b."""
    (W_0, b_0), (W, b) = start_and_end(student, X, y, *settings, seed=seed)
    return W - W_0, b - b_0


def descend(start, X, y, lr, num_steps):
    """The oracle: W and b after full-batch steps of gradient descent on the mean cross-entropy."""
    X, (W, b) = X.double(), start
    for _step in range(num_steps):
        error = torch.softmax(X @ W + b, dim=1) - one_hot(y, len(b))
        W, b = W - lr * X.T @ error / len(X), b - lr * error.mean(dim=0)
    return W, b


def net_oracle(X, W, b):
    return torch.softmax(X @ W + b, dim=1)


def some_data(inputs, n=12, d=4, q=3):
    """Random rows, and labels that hold every class."""
    return inputs.normal(n, d), torch.from_numpy(inputs.numpy.permutation(n) % q)


def share_right(W, b, X, y):
    """The share of samples whose largest logit is their own class."""
    return ((X.double() @ W + b).argmax(dim=1) == y).double().mean().item()


def assert_moved(got, expected):
    """Compare two movements of W or b; where they started may carry float32 rounding."""
    assert_close(got, expected.double(), rtol=1e-3, atol=1e-4)


@points(1, hint="What does each row of the result sum to, and what should come out for W of zeros?")
def test_net_values(student, inputs):
    """net gives softmax(X W + b)"""
    for n, d, q in ((4, 3, 5), (1, 6, 2), (3, 3, 3), (0, 4, 2)):
        for dtype in (torch.float32, torch.float64, torch.float16):
            X, W, b = inputs.normal(n, d, dtype=dtype), inputs.normal(d, q, dtype=dtype), inputs.normal(q, dtype=dtype)
            expected = net_oracle(X.double(), W.double(), b.double()).to(dtype)
            assert_close(student.net(X, W, b), expected, magnitude=10.0 if dtype != torch.float16 else 3.0)


@points(
    1,
    needs="net_values",
    hint="Your softmax exercise stays finite at such logits: use it, or shift each row by its maximum.",
)
def test_net_stays_finite(student):
    """net is finite, and its gradient right, at logits around 10000"""
    X = torch.tensor([[100.0, 0.0], [-100.0, 1.0], [0.5, 1.0]])
    W, b = torch.tensor([[100.0, 99.0, -100.0], [1.0, 0.0, 2.0]]), torch.tensor([1.0, 0.0, -1.0])
    assert_gradient(student.net, (X, W, b), net_oracle, wrt=(0, 1, 2), magnitude=1e4)


@points(
    1,
    hint="Train on 5 features and 3 classes, then on 1 and 2: which sizes and dtypes come out, and where are they "
    "fixed?",
)
def test_returns_weights_and_biases(student, inputs):
    """train returns W (num_inputs, num_classes) and b (num_classes,) in X's float32, for any sizes"""
    for n, d, q, batch_size in ((12, 4, 3, 5), (7, 2, 6, 32), (5, 3, 3, 1)):
        X, y = some_data(inputs, n, d, 3 if q == 3 else 2)
        train(student, X, y, q, 0.1, 2, batch_size, seed=inputs.seed)
        W, b = student.train(X, y, q, 0.1, 2, batch_size)
        assert_close(W * 0, torch.zeros(d, q))
        assert_close(b * 0, torch.zeros(q))


@points(
    1,
    needs="returns_weights_and_biases",
    hint="Training starts afresh on every call, and only a step changes a parameter: how long is a step if lr is 0?",
)
def test_nothing_to_learn(student, inputs):
    """with lr=0 or num_epochs=0 nothing is learnt, and no call remembers an earlier one"""
    data, other_data = some_data(inputs), some_data(inputs)
    for lr, num_epochs in ((0.0, 3), (0.5, 0)):
        start = train(student, *data, 3, lr, num_epochs, 5, seed=inputs.seed)
        train(student, *data, 3, 0.5, 3, 5, seed=inputs.seed)
        for got, expected in zip(
            train(student, *other_data, 3, lr, num_epochs, 5, seed=inputs.seed), start, strict=True
        ):
            assert_close(got, expected, atol=1e-6)


@points(
    1,
    needs="nothing_to_learn",
    hint="Take one step with lr = 0.1 and one with 0.3, from the same start: how far does each go?",
)
def test_learning_rate(student, inputs):
    """a learning rate three times as large takes a step three times as long"""
    X, y = some_data(inputs)
    short, _b = movement(student, X, y, 3, 0.01, 1, 12, seed=inputs.seed)
    long, _b = movement(student, X, y, 3, 0.03, 1, 12, seed=inputs.seed)
    if not short.abs().max() > 1e-4:
        fail("one step with lr=0.01 did not move W", got=short)
    assert_moved(long, 3 * short)


@points(2, needs="nothing_to_learn", hint="With inputs of 0, W cannot tell the classes apart: what can?")
def test_bias_is_trained(student, inputs):
    """b learns which class is the frequent one"""
    favourite = int(inputs.integers(0, 4))
    y = torch.full((8,), favourite)
    _W, moved = movement(student, torch.zeros(8, 3), y, 4, 0.5, 2, 4, seed=inputs.seed)
    others = moved[torch.arange(4) != favourite]
    if not (moved[favourite] > 0.1 and bool((others < -0.01).all())):
        fail(
            "all samples were 0 with label {label}, and b moved by",
            label=favourite,
            got=moved,
            expected=_("up at {}, down elsewhere").format(favourite),
        )


@points(
    2,
    needs="nothing_to_learn",
    hint="With 5 samples in batches of 2, which rows does your last batch take, and which labels lie beside them?",
)
def test_every_row_is_used(student, inputs):
    """one epoch learns from every sample, each with its own label"""
    for n, batch_size in ((24, 7), (24, 5), (10, 1)):
        y = inputs.integers(0, 5, n)
        moved, _b = movement(student, torch.eye(n), y, 5, 1.0, 1, batch_size, seed=inputs.seed)
        unused = (moved.abs().max(dim=1).values < 1e-6).nonzero().flatten().tolist()
        if unused:
            fail(
                "{unused} of {n} samples had no effect on W, batches of {batch_size}",
                unused=len(unused),
                n=n,
                batch_size=batch_size,
                got=_("unused rows {}").format(unused),
            )
        strangers = (moved.argmax(dim=1) != y).nonzero().flatten().tolist()
        if strangers:
            fail(
                "samples were trained with labels of others",
                got=_("rows {}").format(strangers),
                expected="each row with its own label",
            )


@points(
    2,
    needs="every_row_is_used",
    hint="Put each sample of a batch in twice: does the step grow?",
)
def test_mean_loss(student, inputs):
    """a step follows the gradient of the batch's mean loss, not of its sum"""
    for n, batch_size in ((12, 12), (12, 32), (30, 30)):
        X, y = some_data(inputs, n)
        start, end = start_and_end(student, X, y, 3, 0.5, 1, batch_size, seed=inputs.seed)
        assert_moved(end[0] - start[0], descend(start, X, y, 0.5, 1)[0] - start[0])


@points(
    1,
    needs=("mean_loss", "bias_is_trained"),
    hint="Each batch takes one step from where the last one ended, by its own gradient alone: do gradients pile up?",
)
def test_steps_and_epochs(student, inputs):
    """num_epochs passes of ceil(num_samples / batch_size) steps end where gradient descent does"""
    data = some_data(inputs)
    same = data[0][:1].repeat(10, 1), data[1][:1].repeat(10)
    for (X, y), num_epochs, batch_size, num_steps in ((data, 4, 12, 4), (same, 2, 4, 6), (same, 1, 3, 4)):
        start, end = start_and_end(student, X, y, 3, 0.5, num_epochs, batch_size, seed=inputs.seed)
        for got, expected in zip(end, descend(start, X, y, 0.5, num_steps), strict=True):
            assert_moved(got, expected)


def contested(inputs, num_groups=12, num_labels=8):
    """Groups of samples that share one feature and disagree about the label.

    In batches of one and with steps of the right length, the last label that a group meets wins it whatever came
    before, so that W tells in which order the samples came.
    """
    group = torch.from_numpy(inputs.numpy.permutation(num_groups * num_labels) // num_labels)
    y = torch.zeros_like(group)
    for number in range(num_groups):
        y[group == number] = torch.from_numpy(inputs.numpy.permutation(num_labels))
    in_order = torch.stack([y[group == number][-1] for number in range(num_groups)])
    return 10.0 * one_hot(group, num_groups).float(), y, in_order


def last_met(student, X, y, num_epochs, seed):
    """The label that each group met last."""
    W, _b = train(student, X, y, 8, 0.2, num_epochs, 1, seed=seed)
    return W.argmax(dim=1)


def keeps_neighbours(student, seed):
    """Whether the first of two batches was the first or the second half of X.

    Every row knows its own weight and one that all share. The first batch teaches what all share so well that little is
    left for the second to learn: the rows that moved far were the first.
    """
    X, y = torch.cat([torch.eye(8), torch.ones(8, 1)], dim=1), torch.zeros(8, dtype=torch.int64)
    W, _b = movement(student, X, y, 2, 4.0, 1, 4, seed=seed)
    moved, rows = W[:8, 0].abs().sort(descending=True)
    first = sorted(rows[:4].tolist())
    return bool(moved[3] > 3 * moved[4]) and first in ([0, 1, 2, 3], [4, 5, 6, 7])


@points(2, needs="nothing_to_learn", hint="Data often comes sorted: draw a random order, then cut it into batches.")
def test_shuffles(student, inputs):
    """the samples are not taken in the order in which they came"""
    X, y, in_order = contested(inputs)
    if bool((last_met(student, X, y, 1, inputs.seed) == in_order).all()):  # by chance once in 8^12 = 7e10
        fail("one epoch took the samples in the order of X", got="the order of X", expected="a random order")
    if all(keeps_neighbours(student, inputs.seed // 2 + k) for k in range(5)):  # by chance once in 35^5 = 5e7
        fail("whatever the seed, rows that are neighbours in X share a batch", expected="a random order of the rows")


@points(1, needs="shuffles", hint="Draw a new order inside the loop over epochs.")
def test_new_order_each_epoch(student, inputs):
    """each epoch takes the samples in another order"""
    X, y, _in_order = contested(inputs)
    first, second = (last_met(student, X, y, num_epochs, inputs.seed) for num_epochs in (1, 2))
    if bool((first == second).all()):
        fail("two epochs took the samples in the same order", got="one order", expected="another order each epoch")


@points(
    4,
    needs=("mean_loss", "bias_is_trained"),
    hint="If the small checks pass, look at the number of steps and at what the loss is taken of.",
)
def test_digits(student, inputs):
    """train(X, y, 10, 0.5, 30, 32) recognises 93 % of unseen digits"""
    X, y, X_test, y_test = digits()
    best = 0.0
    for seed in (inputs.seed, inputs.seed // 2):
        W, b = train(student, X, y, *AS_CALLED, seed=seed)
        best = max(best, share_right(W, b, X_test, y_test))
        if best >= BOUND:
            return
    fail(
        "too few unseen digits are recognised",
        got=_("{:.1%}, the better of two").format(best),
        expected=_("at least {:.0%}").format(BOUND),
    )


@draws("digits")
def accuracy_curve(student, inputs):
    """the share of unseen digits read right, as training goes on"""
    (X, y, X_test, y_test), epochs = digits(), (0, 1, 2, 5, 10, 20, 30)
    num_classes, lr, _, batch_size = AS_CALLED
    shares = [
        share_right(*train(student, X, y, num_classes, lr, num_epochs, batch_size, seed=inputs.seed), X_test, y_test)
        for num_epochs in epochs
    ]
    return draw_curves(epochs, shares, x_label="epochs", y_label="share right", goal=BOUND)


@points(2, needs="returns_weights_and_biases", hint="What train knows it has to know from the X and y of this call.")
def test_random_labels_teach_nothing(student, inputs):
    """trained on random labels, it recognises no more digits than chance would"""
    X, y, X_test, y_test = digits()
    shares = []
    for seed in (inputs.seed, inputs.seed // 2):
        shuffled = y[torch.from_numpy(inputs.numpy.permutation(len(y)))]
        W, b = train(student, X, shuffled, *AS_CALLED, seed=seed)
        shares.append(share_right(W, b, X_test, y_test))
    if min(shares) > 0.45:  # about 0.10, standard deviation 0.04, each time
        right = _("{:.1%} right").format(min(shares))
        fail("trained on random labels it still knows the digits", got=right, expected="about 10%")


@points(1, hint="Shuffle indices, not the caller's tensors.")
def test_arguments_unchanged(student, inputs):
    """X, y, W and b are left as they were"""
    assert_unchanged(student.train, *some_data(inputs), 3, 0.1, 2, 5)
    assert_unchanged(student.net, inputs.normal(4, 3), inputs.normal(3, 2), inputs.normal(2))


@points(2, hint="Compare the shapes before you use them: indexing and broadcasting accept more than makes sense here.")
def test_bad_input(student, inputs):
    """shapes that do not fit raise a ValueError that names the argument"""
    X, W, b = inputs.normal(4, 3), inputs.normal(3, 2), inputs.normal(2)
    for bad in (X[0], X[None]):
        assert_raises(ValueError, student.net, bad, W, b, naming="X")
    for bad in (W[:2], W[:1], W[:, 0], W[None]):
        assert_raises(ValueError, student.net, X, bad, b, naming=("X", "W", "b"))
    for bad in (inputs.normal(3), inputs.normal(1)):
        assert_raises(ValueError, student.net, X, W, bad, naming=("W", "b"))
    X, y = some_data(inputs)
    for bad, rows in ((X[:, 0], 12), (X[None], 1)):
        assert_raises(ValueError, student.train, bad, y[:rows], 3, 0.1, 1, 4, naming="X")
    assert_raises(ValueError, student.train, X, y[:, None], 3, 0.1, 1, 4, naming="y")
    for bad in (y[:11], torch.cat([y, y])):
        assert_raises(ValueError, student.train, X, bad, 3, 0.1, 1, 4, naming=("X", "y"))
