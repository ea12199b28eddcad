"""Hints in steps: an author's own, then something to try, then the lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_course as tiny

from course_cli.course.catalog import Catalog, Exercise
from course_cli.learner.hints import Ladder, failing
from course_cli.learner.lesson import lesson_part

LESSON = """# Shapes

## Twice

### `double`: the same again (2.1)

    Y = X + X        Y = 2 X

![A picture](figures/square.svg)

*Every* entry
is **doubled**, `2*X*1`, \\* and `*args` too.

### `quadruple`

Something else.
"""

EXPERIMENT = """
EXPERIMENT = (
    "Double 3. "
    "What is it?"
)
"""


@pytest.fixture
def course(tiny_course: Path) -> Catalog:
    tiny.put(tiny_course / "exercises/shapes/README.md", LESSON)
    grader = tiny_course / "graders/shapes/test_double.py"
    checks = tiny.TEST_DOUBLE.replace('hint="Do not reshape X."', 'hint=("Do not reshape X.", "Use *.")')
    tiny.put(grader, checks + EXPERIMENT)
    return Catalog.load(tiny_course)


def double(course: Catalog) -> Exercise:
    return course.get("shapes/double")


def test_the_lesson_is_that_of_the_exercise(course: Catalog) -> None:
    assert [(one.text, one.preformatted) for one in lesson_part(course, double(course))] == [
        ("Y = X + X        Y = 2 X", True),
        ("Every entry is doubled, `2*X*1`, \\* and `*args` too.", False),
    ]


def test_each_step_tells_more(course: Catalog) -> None:
    exercise = double(course)
    ladder = Ladder(course, exercise)
    checks = failing(exercise.checks, ["dtype", "empty", "gone"])
    assert [check.id for check in checks] == ["empty", "dtype"]
    shown: dict[str, int] = {}
    texts = []
    for _ in range(5):
        steps, shown = ladder.next(checks, shown)
        texts.append([(step.title, step.passages[0].text, step.last) for step in steps])
    dtype = "X keeps its dtype when it is multiplied by a whole number."
    attempt, lesson = "Something to try", "The lesson: section 2.1 of the text"
    assert texts == [
        [
            ("empty: nothing doubled is nothing", "Do not reshape X.", False),
            ("dtype: float64 stays float64", dtype, False),
        ],
        [("empty: nothing doubled is nothing", "Use *.", False), (attempt, "Double 3. What is it?", False)],
        [(attempt, "Double 3. What is it?", False), (lesson, "Y = X + X        Y = 2 X", True)],
        [(lesson, "Y = X + X        Y = 2 X", True)],
        [(lesson, "Y = X + X        Y = 2 X", True)],
    ]
    assert shown == {"empty": 4, "dtype": 3}


def test_all_at_once_repeats_nothing(course: Catalog) -> None:
    exercise = double(course)
    steps, shown = Ladder(course, exercise).all(exercise.checks)
    assert [step.title.partition(":")[0] for step in steps] == [
        "values", "empty", "dtype", "Something to try", "The lesson",
    ]  # fmt: skip
    assert [passage.text for passage in steps[1].passages] == ["Do not reshape X.", "Use *."]
    assert shown == {"values": 3, "empty": 4, "dtype": 3}


def test_every_exercise_of_the_course_ends_with_its_lesson() -> None:
    catalog = Catalog.load()
    for exercise in catalog.exercises:
        steps, _ = Ladder(catalog, exercise).all(exercise.checks[:1])
        assert steps[-1].last
        assert steps[-1].title.startswith("The lesson")
        assert exercise.section.removeprefix("beyond ") in steps[-1].title
        assert len(lesson_part(catalog, exercise)) > 0, exercise.id
