"""Checks for `early_stopping`.

All losses and differences are multiples of 1/8, which floats hold exactly: no answer depends on rounding.
"""

import math

from course_cli.grading import assert_equal, assert_raises, fail, points

EXPERIMENT = (
    "Write a table by hand, for patience = 2 and the losses 3, 2, 2, nan, 1, 1.5, 1.4: best, best_step, steps "
    "without improvement, answer. Then print the same from your object: which row is the first that differs?"
)

INF, NAN = math.inf, math.nan


def expected_of(losses, patience, min_delta=0.0):
    """The oracle: answers, best and best_step after each loss, each from the losses so far."""
    history = []
    for last in range(len(losses)):
        best, best_step = INF, None
        for number, loss in enumerate(losses[: last + 1]):
            if loss + min_delta < best:
                best, best_step = loss, number
        since = last - (-1 if best_step is None else best_step)
        history.append((since >= patience, best, best_step))
    return history


def assert_answers(student, losses, patience, min_delta=None):
    """Feed the losses to a new object and compare what every step answers."""
    stopping = student.EarlyStopping(patience) if min_delta is None else student.EarlyStopping(patience, min_delta)
    history = expected_of(losses, patience, min_delta or 0.0)
    assert_equal([stopping.step(loss) for loss in losses], [answer for answer, _, _ in history])


def assert_best(student, losses, patience, min_delta=None):
    """Feed the losses to a new object and compare best and best_step after every step."""
    stopping = student.EarlyStopping(patience) if min_delta is None else student.EarlyStopping(patience, min_delta)
    for loss, (_, best, best_step) in zip(losses, expected_of(losses, patience, min_delta or 0.0), strict=True):
        stopping.step(loss)
        assert_number(stopping.best, best, "best")
        assert_equal(stopping.best_step, best_step)


def assert_number(got, expected, name):
    """A Python number of that value; inf may also be written as such."""
    if type(got) not in (int, float) or got != expected:
        fail("`{name}` has another value", name=name, got=f"{got}", expected=f"{expected}")


def random_losses(inputs, n, special=()):
    """Whole eighths from 0 to 2, and now and then a special value."""
    losses = [int(eighths) / 8 for eighths in inputs.integers(0, 17, n)]
    return [inputs.choice(special) if special and inputs.uniform() < 0.25 else loss for loss in losses]


@points(1, hint="Before the first step there is no loss yet: every loss is smaller than inf.")
def test_at_first(student):
    """at first best is inf and best_step is None"""
    stopping = student.EarlyStopping(3)
    assert_number(stopping.best, INF, "best")
    assert_equal(stopping.best_step, None)


@points(
    3,
    hint="Count the steps without improvement. With a patience of 2, which answer does the second of them get?",
)
def test_stops_after_patience(student, inputs):
    """the patience-th step in a row without improvement gets True, none before it"""
    for patience in (1, 2, 5):
        best = int(inputs.integers(2, 9)) / 8
        assert_answers(student, [best, *[best + 0.5] * patience], patience)


@points(1, needs="stops_after_patience", hint="At least `patience` steps: what about the next one?")
def test_stays_true(student):
    """further steps without improvement get True too"""
    for patience in (1, 3):
        assert_answers(student, [1.0, *[1.5] * (patience + 4)], patience)


@points(1, needs="stops_after_patience", hint="An improvement lowers the loss: staying equal is none.")
def test_equal_is_no_improvement(student):
    """a loss equal to the best is no improvement"""
    for loss in (1.0, 0.0, -2.5):
        assert_answers(student, [loss] * 4, 3)


@points(3, needs="stops_after_patience", hint="In a row: what happens to the count when a step improves?")
def test_improvement_resets_the_count(student):
    """an improvement starts the count anew, even after a True"""
    assert_answers(student, [2.0, 2.5, 2.5, 1.5, 2.0, 2.0, 1.0, 1.5, 1.5, 1.5], 3)
    assert_answers(student, [2.0, 2.5, 1.0, 1.5, 1.5, 0.5, 0.75], 2)


@points(1, needs="improvement_resets_the_count", hint="Better than the last loss is not better than the best.")
def test_compared_with_the_best(student):
    """a loss is compared with the best so far, not with the one before"""
    assert_answers(student, [1.0, 2.0, 1.5, 1.25, 1.125], 4)
    assert_answers(student, [1.0, 4.0, 3.0, 2.0], 3)


@points(
    2,
    needs="stops_after_patience",
    hint="Write both beside the losses, step by step: is there a line on which one of them moves alone?",
)
def test_best_and_best_step(student):
    """best and best_step tell the loss and the number, from 0, of the last improvement"""
    assert_best(student, [2.0, 2.5, 1.5, 1.75, 1.0, 3.0, 0.5], 10)
    assert_best(student, [1.0], 1)
    assert_best(student, [1.0, 1.5, 1.5, 1.5, 0.5], 2)
    assert_best(student, [0.0, -1.0, -0.5, -2.0], 4)


@points(
    3,
    needs=("at_first", "best_and_best_step", "compared_with_the_best"),
    hint="Every comparison with nan is false. Which way does yours go then: to the improvement, or to the count?",
)
def test_nan_never_improves(student):
    """nan is no improvement: it counts, and moves neither best nor best_step"""
    for losses in ([1.0, NAN, NAN, NAN], [NAN, NAN, NAN], [1.0, NAN, 2.0, NAN], [1.0, 2.0, 2.0, NAN]):
        assert_answers(student, losses, 3)
        assert_best(student, losses, 3)
    assert_best(student, [NAN, 2.0, NAN, 1.0], 9)


@points(
    2,
    needs=("compared_with_the_best", "equal_is_no_improvement", "stays_true"),
    hint="Take a best of 1 and min_delta=0.5: does a loss of 0.5 count, and one of 0.25?",
)
def test_min_delta(student):
    """a loss improves only if it is below the best by more than min_delta"""
    for patience in (1, 2, 3):
        assert_answers(student, [2.0, 1.75, 1.0, 0.75, 0.875, 0.25], patience, 0.25)
        assert_answers(student, [2.0, 1.5, 0.5, 0.125, 1.0, -0.5], patience, 0.5)


@points(
    2,
    needs=("min_delta", "best_and_best_step"),
    hint="Many small steps down add up, unless `best` follows each of them: when may it move?",
)
def test_small_gains_do_not_move_best(student):
    """a smaller loss that is no improvement does not move best"""
    for losses in ([2.0, 1.875, 1.75, 1.625, 1.5, 1.375], [1.0, 0.875, 0.75, 0.625]):
        assert_best(student, losses, 3, 0.25)
        assert_answers(student, losses, 3, 0.25)


@points(
    1, needs=("at_first", "best_and_best_step"), hint="What is inf - inf, and what does your comparison make of it?"
)
def test_infinite_losses(student):
    """a loss of inf is no improvement, -inf is one"""
    for losses in ([INF, INF], [1.0, INF, INF], [1.0, INF, 0.5], [1.0, -INF, -INF, 0.0]):
        assert_answers(student, losses, 2)
        assert_best(student, losses, 2)


@points(1, needs="stays_true", hint="What belongs to one object must not be kept in the class.")
def test_objects_stay_apart(student):
    """two objects do not know of each other"""
    first, second = student.EarlyStopping(2), student.EarlyStopping(3)
    answers = [(first.step(loss), second.step(loss - 2.0)) for loss in (1.0, 2.0, 2.0, 2.0)]
    assert_equal(answers, [(False, False), (False, False), (True, False), (True, True)])
    assert_number(first.best, 1.0, "best")
    assert_number(second.best, -1.0, "best")


@points(
    2,
    needs=(
        "nan_never_improves",
        "small_gains_do_not_move_best",
        "infinite_losses",
    ),
    hint="Each rule is right on its own: do they hold together?",
)
def test_any_losses(student, inputs):
    """for losses of every kind, answers, best and best_step are right"""
    for patience, min_delta in ((1, None), (2, 0.25), (3, 0.0), (4, 0.125), (2, 0.5)):
        losses = random_losses(inputs, 25, special=(NAN, INF, -0.5))
        assert_answers(student, losses, patience, min_delta)
        assert_best(student, losses, patience, min_delta)


@points(1, hint="Without patience there is nothing to wait for: check it before anything else.")
def test_patience_below_one(student):
    """a patience below 1 raises a ValueError that names it"""
    for bad in (0, -1, -5):
        assert_raises(ValueError, student.EarlyStopping, bad, naming="patience")
    assert_raises(ValueError, student.EarlyStopping, 0, 0.5, naming="patience")
