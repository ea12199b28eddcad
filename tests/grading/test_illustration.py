"""Pictures on the real engine: they follow the verdict, and nothing about them can change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_course import DOUBLE, TEST_DOUBLE, put, write

from course_cli.course.catalog import Catalog
from course_cli.course.checks import read_drawings
from course_cli.course.soundness import examine
from course_cli.errors import GraderError
from course_cli.grading.client import Engine
from course_cli.grading.inputs import Inputs
from course_cli.grading.pictures import Pictures
from course_cli.grading.report import CheckResult, ExerciseResult
from course_cli.grading.submission import Submission

DRAWERS = '''

from course_cli.grading import Rules, draw_curves, draw_heat_maps, draws

RULES = Rules(call_seconds=2.0, total_seconds=6.0)


@draws("empty", "dtype")
def curve(student, inputs):
    """twice as much,
    drawn with what the check itself was given: its seed"""
    t = range(5)
    got = [student.double(torch.tensor(float(k))) for k in t]
    return draw_curves(t, got, [2.0 * k for k in t], x_label=f"seed {inputs.seed % 1000}", y_label="y")


@draws("dtype")
def two(student, inputs):
    """doubled"""
    X = inputs.normal(2, 2)
    return [draw_heat_maps(student.double(X), 2 * X), None]


@draws("values")
def broken(student, inputs):
    return student.double(torch.ones(2)).no_such_attribute


@draws("empty")
def endless(student, inputs):
    """what our own side makes of an odd answer"""
    answer = student.double(torch.tensor([-1.0]))
    while answer.tolist() == [7.0]:
        pass


@draws("values")
def refused(student, inputs):
    """refused"""
    student.nothing_of_this_name(1)
'''
TRIPLE = "def double(X):\n    return 3 * X\n"
# Right in the checks, whose inputs are no single numbers, and hangs, ends or lies where it is drawn.
ODD = "def double(X):\n    if X.ndim == 0:\n        {}\n    return 2 * X\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write(tmp_path_factory.mktemp("course"))
    put(root / "graders" / "shapes" / "test_double.py", TEST_DOUBLE + DRAWERS)
    return root


@pytest.fixture(scope="module")
def engine(root: Path) -> Iterator[Engine]:
    with Engine(Catalog.load(root)) as engine:
        yield engine


def double(engine: Engine, source: str, *, pictures: bool = True) -> ExerciseResult:
    submission = Submission("", {"shapes/double.py": source.encode()})
    return engine.grade(submission, ["shapes/double"], pictures=pictures).exercises[0]


def checks(result: ExerciseResult) -> dict[str, CheckResult]:
    return {check.id: check for check in result.checks}


def test_a_failed_comparison_is_shown_as_it_was_compared(engine: Engine) -> None:
    values = checks(double(engine, TRIPLE))["values"]
    (shown,) = values.pictures.heat_maps
    assert len(shown.got) == 3
    assert len(shown.differing) == 6
    for got, expected in zip(shown.got, shown.expected, strict=True):
        assert got == pytest.approx([1.5 * value for value in expected])
    assert f"{shown.got[0][0]:.4f}" in values.got


def test_right_answers_show_their_drawings_with_the_first_check_that_passed(engine: Engine) -> None:
    result = checks(double(engine, DOUBLE))
    assert [chart.series[0].y for chart in result["empty"].pictures.charts] == [(0.0, 2.0, 4.0, 6.0, 8.0)]
    chart = result["empty"].pictures.charts[0]
    assert chart.caption == "twice as much, drawn with what the check itself was given: its seed"
    assert chart.x_label == f"seed {Inputs(result['empty'].seed).seed % 1000}"
    assert [maps.differing for maps in result["dtype"].pictures.heat_maps] == [()]
    assert not result["values"].pictures


def test_a_drawing_is_shown_with_the_check_that_failed(engine: Engine) -> None:
    result = checks(double(engine, "def double(X):\n    return 2 * X.float()\n"))
    assert result["empty"].status == "passed"
    assert not result["empty"].pictures
    assert len(result["dtype"].pictures.charts) == 1


def test_whoever_shows_no_pictures_gets_none_and_the_same_verdict(engine: Engine) -> None:
    for source in (DOUBLE, TRIPLE):
        with_, without = (double(engine, source, pictures=pictures) for pictures in (True, False))
        assert any(check.pictures for check in with_.checks)
        assert not any(check.pictures for check in without.checks)
        assert [replace(check, seconds=0.0) for check in with_.checks] == [
            replace(check, seconds=0.0) for check in without.checks
        ]


@pytest.mark.parametrize("oddity", ["while True: pass", "import os; os._exit(0)", "raise KeyError(X)"])
def test_what_happens_in_a_drawing_costs_the_picture_alone(engine: Engine, oddity: str) -> None:
    result = double(engine, ODD.format(oddity))
    assert result.score == result.max_score
    assert not checks(result)["empty"].pictures
    assert len(checks(result)["dtype"].pictures.heat_maps) == 1, "the next drawing has a worker again"


def test_what_our_own_side_spends_on_a_drawing_is_bounded(engine: Engine) -> None:
    result = double(engine, "def double(X):\n    return X * 0 + 7 if X.tolist() == [-1.0] else 2 * X\n")
    assert result.score == result.max_score
    assert len(checks(result)["empty"].pictures.charts) == 1, "what was drawn before is kept"
    assert len(double(engine, DOUBLE).checks) == 3, "and the engine goes on"


@pytest.mark.parametrize("answer", ["return 'text'", "return [X]", "return None", "return X * float('nan')"])
def test_an_answer_that_is_no_number_is_a_gap(engine: Engine, answer: str) -> None:
    (chart,) = checks(double(engine, ODD.format(answer)))["empty"].pictures.charts
    assert all(value != value for value in chart.series[0].y)


@pytest.mark.parametrize("source", ["def double(X):\n    raise NotImplementedError()\n", "import no_such_module\n"])
def test_what_is_not_written_or_cannot_run_is_not_drawn(engine: Engine, source: str) -> None:
    assert all(check.pictures == Pictures() for check in double(engine, source).checks)


def test_a_drawing_that_shows_nothing_or_is_for_no_check_is_unsound(root: Path, tmp_path: Path) -> None:
    changed = TEST_DOUBLE + DRAWERS.replace('@draws("empty", "dtype")', '@draws("empty", "nonsense")')
    course = write(tmp_path)
    put(course / "graders" / "shapes" / "test_double.py", changed)
    catalog = Catalog.load(course)
    with Engine(catalog) as engine:
        problems = examine(catalog, catalog.get("shapes/double"), engine).problems
    assert problems == (
        "curve draws for nonsense, which is no check",
        "broken draws something without a title",
        "broken draws nothing for the solution",
        "endless draws nothing for the solution",
        "refused draws nothing for the solution",
    )


def test_drawings_are_read_from_the_source(root: Path, tmp_path: Path) -> None:
    path = root / "graders" / "shapes" / "test_double.py"
    drawings = read_drawings(path)
    assert [(one.name, one.checks) for one in drawings] == [
        ("curve", ("empty", "dtype")), ("two", ("dtype",)), ("broken", ("values",)),
        ("endless", ("empty",)), ("refused", ("values",)),
    ]  # fmt: skip
    assert [one.title for one in drawings[1:3]] == ["doubled", ""]
    put(tmp_path / "test_x.py", "@draws(NAME)\ndef curve(student, inputs): ...\n")
    with pytest.raises(GraderError, match="literals"):
        read_drawings(tmp_path / "test_x.py")
