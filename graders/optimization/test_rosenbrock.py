"""Checks for `minimise`."""

import numpy as np

from course_cli.grading import Rules, assert_equal, assert_raises, assert_unchanged, draw_path, draws, fail, points

RULES = Rules(library="numpy", call_seconds=30, total_seconds=150, capstone=True)
EXPERIMENT = (
    "Print f and the point every 100 steps. Does f stand still, or jump up again: is the step too short, or too "
    "long? Check the gradient at (-1.2, 1) first, against (f(x + h, y) - f(x - h, y)) / 2h with h = 1e-6, and the "
    "same for y."
)

STARTS = ((-1.2, 1.0), (-1.5, 2.0), (0.0, 0.0))
MINIMUM = np.array([1.0, 1.0])
LONGEST_STEP = 1.0


def f(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def path_from(student, start, num_steps, seed=0):
    """The student's path, an array of the right shape."""
    path = student.minimise.observe(np.array(start), num_steps, seed=seed).value
    if not isinstance(path, np.ndarray) or path.shape != (num_steps + 1, 2) or path.dtype != np.float64:
        fail(
            "the path of {num_steps} steps is not a float64 array of shape ({num_points}, 2)",
            num_steps=num_steps,
            num_points=num_steps + 1,
            got=path,
        )
    if not np.isfinite(path).all():
        fail("the path from {start} runs off to nan or infinity: are the steps too long?", start=start, got=path)
    return path


@points(2, hint="The path holds the start and one point for each step: where do you write the first?")
def test_path(student):
    """a path of num_steps steps has num_steps + 1 points and begins at the start"""
    for start in (*STARTS, (-1.0, 0.5)):
        for num_steps in (0, 1, 7):
            assert_equal(path_from(student, start, num_steps)[0], np.array(start))


@points(
    2,
    needs="path",
    hint="One step follows from the gradient where you stand. Can a single one know where the minimum is?",
)
def test_small_steps(student):
    """no step is 1 long or longer, and a few steps do not yet arrive"""
    for start in STARTS:
        for num_steps in (1, 3, 200, 2000):
            path = path_from(student, start, num_steps)
            longest = np.linalg.norm(np.diff(path, axis=0), axis=1).max()
            if longest >= LONGEST_STEP:
                fail(
                    "from {start} one step is {longest:.3g} long",
                    start=start,
                    longest=longest,
                    got=float(longest),
                    expected="below 1",
                )
            if num_steps <= 3 and f(*path[-1]) <= 1e-3:
                fail(
                    "from {start} the minimum is reached in {num_steps} steps",
                    start=start,
                    num_steps=num_steps,
                    got=path,
                )


@points(
    2,
    needs="path",
    hint="The valley is bent like y = x^2. A path that follows the gradient first drops into it, then goes round.",
)
def test_follows_the_valley(student):
    """the path goes round through the valley, not along the straight line to (1, 1)"""
    for start in STARTS:
        path = path_from(student, start, 2000)
        along = (MINIMUM - np.array(start)) / np.linalg.norm(MINIMUM - np.array(start))
        away = path - np.array(start)
        distance = np.abs(away[:, 0] * along[1] - away[:, 1] * along[0]).max()
        if distance < 0.05:
            fail(
                "from {start} the path never leaves the straight line to (1, 1)",
                start=start,
                got=float(distance),
                expected="at least 0.05",
            )


@points(
    4, needs="path", hint="Plot f along the path. Does it still fall at the end (too slow), or jump about (too fast)?"
)
def test_arrives(student):
    """after 2,000 steps f is at most 1e-3, from all three starts (better of two seeds)"""
    for start in STARTS:
        values = []
        for seed in (0, 1):
            values.append(float(f(*path_from(student, start, 2000, seed)[-1])))
            if values[-1] <= 1e-3:
                break
        else:
            fail(
                "from {start} the path ends at f = {lowest:.3g}",
                start=start,
                lowest=min(values),
                got=min(values),
                expected="at most 1e-3",
            )


@draws("small_steps", "follows_the_valley", "arrives")
def path(student, inputs):
    """2,000 steps from (-1.2, 1), on contours of f"""
    return draw_path(path_from(student, STARTS[0], 2000), surface=f, minimum=(1.0, 1.0))


@points(1, hint="`start` is the caller's array: is it written to as you walk?")
def test_argument_unchanged(student):
    """the start stays what it was"""
    assert_unchanged(student.minimise, np.array([-1.2, 1.0]), 5)


@points(1, hint="A point of the plane is an array of two numbers: look at the shape first, and name the argument.")
def test_bad_input(student):
    """a start that is not of shape (2,) raises ValueError naming it"""
    for shape in ((3,), (1,), (1, 2), (2, 1)):
        assert_raises(ValueError, student.minimise, np.zeros(shape), 3, naming="start")
