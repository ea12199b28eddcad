"""Checks for the learning-rate schedules."""

import math

import numpy as np

from course_cli.grading import Rules, assert_close, assert_unchanged, draw_curves, draws, points

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Tabulate each schedule for t = 0 to 8, with lr_0 = 1 and 4 steps of annealing or warm-up. Which values do you "
    "know beforehand, at 0, at 4 and after it? Is there a jump, or a rate above 1? Then pass np.arange(9), and 0 "
    "steps of warm-up."
)


def same_rate(got, expected):
    """A rate for one t: a float, a whole number, or an array without dimensions."""
    if isinstance(got, np.ndarray) and got.shape == () and got.dtype == np.float64:
        got = got.item()
    assert_close(float(got) if type(got) is int and abs(got) < 10 else got, expected)


def rates(inputs):
    """A first rate and a decay rate, not round."""
    return float(inputs.numpy.uniform(0.01, 0.9)), float(inputs.numpy.uniform(0.5, 0.99))


def warmed(lr_0, t, warmup_steps):
    return lr_0 if t >= warmup_steps else lr_0 * t / warmup_steps


def annealed(lr_0, t, num_steps, lr_min):
    return lr_min + (lr_0 - lr_min) * (1 + math.cos(math.pi * min(t, num_steps) / num_steps)) / 2


def rate_curve(t, got, expected):
    return draw_curves(t, got, expected, x_label="step t", y_label="learning rate")


@points(1, hint="Each step multiplies by the same factor: how often has it done so after t steps?")
def test_exponential_decay(student, inputs):
    """after t steps the rate is lr_0 * decay_rate^t"""
    lr_0, rate = rates(inputs)
    for t in (0, 1, 2, 7, 40):
        same_rate(student.exponential_decay(lr_0, rate, t), lr_0 * math.prod([rate] * t))


@points(2, hint="Half a cosine: which angle belongs to t = 0, which to t = num_steps?")
def test_cosine_falls(student, inputs):
    """up to num_steps the rate follows half a cosine from lr_0 down to lr_min"""
    lr_0, _ = rates(inputs)
    for num_steps in (1, 4, 10, 37):
        for t in sorted({0, 1, num_steps // 2, num_steps - 1, num_steps}):
            same_rate(student.cosine_annealing(lr_0, t, num_steps), annealed(lr_0, t, num_steps, 0.0))
            lr_min = lr_0 / 7
            same_rate(student.cosine_annealing(lr_0, t, num_steps, lr_min), annealed(lr_0, t, num_steps, lr_min))
            same_rate(student.cosine_annealing(lr_0, t, num_steps, lr_min=lr_min), annealed(lr_0, t, num_steps, lr_min))


@points(1, needs="cosine_falls", hint="Past num_steps the cosine turns up again. What should the rate do?")
def test_cosine_stays_down(student, inputs):
    """after num_steps the rate stays at lr_min"""
    lr_0, _ = rates(inputs)
    for num_steps in (1, 4, 10):
        for t in (num_steps + 1, num_steps + 2, 2 * num_steps, 3 * num_steps + 1):
            same_rate(student.cosine_annealing(lr_0, t, num_steps), 0.0)
            same_rate(student.cosine_annealing(lr_0, t, num_steps, lr_0 / 7), lr_0 / 7)


@draws("exponential_decay")
def decay_curve(student, inputs):
    """exponential decay"""
    lr_0, rate = rates(inputs)
    t = range(41)
    got = [student.exponential_decay(lr_0, rate, k) for k in t]
    return rate_curve(t, got, [lr_0 * rate**k for k in t])


@draws("cosine_falls", "cosine_stays_down")
def cosine_curve(student, inputs):
    """cosine annealing over 40 steps, then 20 more"""
    lr_0, _ = rates(inputs)
    t = range(61)
    got = [student.cosine_annealing(lr_0, k, 40, lr_0 / 7) for k in t]
    return rate_curve(t, got, [annealed(lr_0, k, 40, lr_0 / 7) for k in t])


@points(2, hint="Which share of the warm-up is over at t? With whole numbers, which division gives it?")
def test_warmup_rises(student, inputs):
    """during the warm-up the rate is lr_0 * t / warmup_steps"""
    lr_0, _ = rates(inputs)
    for warmup_steps in (1, 3, 10, 1000):
        for t in sorted({0, 1, warmup_steps // 3, warmup_steps - 1, warmup_steps}):
            same_rate(student.linear_warmup(lr_0, t, warmup_steps), warmed(lr_0, t, warmup_steps))


@points(2, needs="warmup_rises", hint="What is t / warmup_steps once the warm-up is over?")
def test_warmup_never_exceeds_lr_0(student, inputs):
    """after the warm-up the rate is lr_0"""
    lr_0, _ = rates(inputs)
    for warmup_steps in (1, 3, 10):
        for t in (warmup_steps + 1, 2 * warmup_steps, 50):
            same_rate(student.linear_warmup(lr_0, t, warmup_steps), lr_0)


@points(2, hint="With no warm-up at all, t = 0 is already after it: is there still something to divide by?")
def test_no_warmup(student, inputs):
    """with warmup_steps = 0 the rate is lr_0 from the first step on, an array of steps included"""
    lr_0, _ = rates(inputs)
    for t in (0, 1, 5):
        same_rate(student.linear_warmup(lr_0, t, 0), lr_0)
    assert_close(student.linear_warmup(lr_0, np.array([0, 1, 5]), 0), np.full(3, lr_0))


@draws("warmup_rises", "warmup_never_exceeds_lr_0")
def warmup_curve(student, inputs):
    """a warm-up of 10 steps, then 20 more"""
    lr_0, _ = rates(inputs)
    t = range(31)
    got = [student.linear_warmup(lr_0, k, 10) for k in t]
    return rate_curve(t, got, [warmed(lr_0, k, 10) for k in t])


@points(1, needs="warmup_rises", hint="Until the warm-up is over, nothing decays.")
def test_warmup_before_the_decay(student, inputs):
    """before its end, warmup_decay is the warm-up alone"""
    lr_0, rate = rates(inputs)
    for warmup_steps in (1, 3, 10):
        for t in sorted({0, 1 % warmup_steps, warmup_steps // 2, warmup_steps - 1}):
            same_rate(student.warmup_decay(lr_0, rate, t, warmup_steps), warmed(lr_0, t, warmup_steps))
    for t in (0, 1, 500, 999):
        same_rate(student.warmup_decay(0.01, 0.1, t, 1000), 0.01 * t / 1000)


@points(3, hint="At the end of the warm-up the rate is lr_0. How many steps has it decayed for by then?")
def test_no_jump_after_the_warmup(student, inputs):
    """from the end of the warm-up on, the rate decays from lr_0"""
    lr_0, rate = rates(inputs)
    for warmup_steps in (1, 3, 10):
        for after in (0, 1, 2, 20):
            expected = lr_0 * math.prod([rate] * after)
            same_rate(student.warmup_decay(lr_0, rate, warmup_steps + after, warmup_steps), expected)
    same_rate(student.warmup_decay(0.01, 0.1, 1000, 1000), 0.01)
    same_rate(student.warmup_decay(0.01, 0.1, 1001, 1000), 0.001)


@draws("warmup_before_the_decay", "no_jump_after_the_warmup")
def warmup_decay_curve(student, inputs):
    """a warm-up of 10 steps, then decay"""
    lr_0, rate = rates(inputs)
    t = range(41)
    got = [student.warmup_decay(lr_0, rate, k, 10) for k in t]
    return rate_curve(t, got, [warmed(lr_0, k, 10) * rate ** max(k - 10, 0) for k in t])


@points(
    1, needs=("no_warmup", "no_jump_after_the_warmup"), hint="With warmup_steps = 0, which t is the first to decay?"
)
def test_decay_without_warmup(student, inputs):
    """with warmup_steps = 0 warmup_decay is exponential decay"""
    lr_0, rate = rates(inputs)
    for t in (0, 1, 5, 30):
        same_rate(student.warmup_decay(lr_0, rate, t, 0), lr_0 * math.prod([rate] * t))
    expected = np.array([lr_0, lr_0 * rate, lr_0 * rate**2])
    assert_close(student.warmup_decay(lr_0, rate, np.arange(3), 0), expected)


@points(
    2,
    needs=(
        "exponential_decay",
        "cosine_stays_down",
        "warmup_never_exceeds_lr_0",
        "warmup_before_the_decay",
        "no_jump_after_the_warmup",
    ),
    hint="An `if t < ...` decides once. What decides for each element?",
)
def test_arrays_of_steps(student, inputs):
    """an array of steps gives an array of rates, float64"""
    lr_0, rate = rates(inputs)
    for t in (np.array([0, 1, 3, 4, 5, 9, 30]), np.array([6, 0]), np.array([2])):
        cases = (
            (student.exponential_decay, (lr_0, rate, t), [lr_0 * rate ** int(k) for k in t]),
            (student.cosine_annealing, (lr_0, t, 8, 0.001), [annealed(lr_0, int(k), 8, 0.001) for k in t]),
            (student.linear_warmup, (lr_0, t, 4), [warmed(lr_0, int(k), 4) for k in t]),
            (
                student.warmup_decay,
                (lr_0, rate, t, 4),
                [warmed(lr_0, int(k), 4) * rate ** max(int(k) - 4, 0) for k in t],
            ),
        )
        for f, args, expected in cases:
            assert_close(f(*args), np.array(expected), axes=("number of steps",))


@points(1, hint="`t[t > num_steps] = num_steps` and `t -= warmup_steps` write into the array that was passed in.")
def test_arguments_unchanged(student):
    """an array of steps stays as it was"""
    for t in (np.array([0.0, 1.0, 3.0, 4.0, 9.0]), np.array([0, 1, 3, 4, 9])):
        assert_unchanged(student.exponential_decay, 0.1, 0.9, t)
        assert_unchanged(student.cosine_annealing, 0.1, t, 4)
        assert_unchanged(student.linear_warmup, 0.1, t, 3)
        assert_unchanged(student.warmup_decay, 0.1, 0.9, t, 3)
