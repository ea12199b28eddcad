"""A wrong answer that a mutant of the exercise gives too is told what the mutant's docstring says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tiny_course as tiny

from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.diagnosis import MOST_TRIALS
from course_cli.grading.report import ExerciseResult
from course_cli.grading.submission import Submission

KNOWN = "A known mistake comes out the same: "
MUTANT = '"""{}\n\nFails: values\n"""\n{}\n'
MORE_MUTANTS = {
    "negative_a": MUTANT.format("The sign is lost,\nand found\nby nobody.", "def double(X): return -2 * X"),
    "half_a": MUTANT.format("Halves, one way.", "def double(X): return X / 2"),
    "half_b": MUTANT.format("Halves, another way.", "def double(X): return 0.5 * X"),
    "a_broken": MUTANT.format("Cannot be imported.", "raise RuntimeError"),
    "a_exits": MUTANT.format("Ends the process.", "def double(X): raise SystemExit"),
}
Grade = Callable[[str], ExerciseResult]


@pytest.fixture(scope="module")
def grade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grade]:
    root = tiny.write(tmp_path_factory.mktemp("course"))
    for name, text in MORE_MUTANTS.items():
        tiny.put(root / "tests" / "mutants" / "shapes" / "double" / f"{name}.py", text)
    with Engine(Catalog.load(root), ["shapes/double"]) as engine:

        def grade(body: str) -> ExerciseResult:
            source = f"def double(X):\n    {body}\n".encode()
            return engine.grade(Submission("", {"shapes/double.py": source}), ["shapes/double"]).exercises[0]

        yield grade


def message(result: ExerciseResult, check: str = "values") -> str:
    return next(one.message for one in result.checks if one.id == check)


@pytest.mark.parametrize(("body", "mistake"), [
    ("return X + X + X", "Triples in place of doubling."),
    ("return X - 3 * X", "The sign is lost, and found by nobody."),
])  # fmt: skip
def test_the_same_mistake_made_in_another_way_is_named(grade: Grade, body: str, mistake: str) -> None:
    result = grade(body)
    assert result.score < result.max_score
    fact, _, named = message(result).partition("\n")
    assert "differ" in fact or "times" in fact or "sign" in fact
    assert named == KNOWN + mistake


@pytest.mark.parametrize("body", [
    "return 3 * X + 1",  # nobody's mistake
    "return X / 2",  # two mutants are alike: which of them it was is not known
    "raise RuntimeError",  # says what is wrong by itself
    "raise SystemExit",
])  # fmt: skip
def test_what_is_not_certain_is_not_said(grade: Grade, body: str) -> None:
    result = grade(body)
    assert result.checks[0].status != "passed"
    assert KNOWN not in message(result)


def test_a_mistake_is_named_at_the_check_it_is_made_for_and_nothing_else_changes(grade: Grade) -> None:
    result = grade("return 2 * X.float()")
    assert message(result, "dtype").endswith(KNOWN + "Always answers in float32.")
    assert [check.score for check in result.checks] == [2, 1, 0]
    assert message(result) == ""


def test_a_right_answer_is_told_nothing(grade: Grade) -> None:
    assert {check.message for check in grade("return X + X").checks} == {""}


def test_a_run_tries_a_bounded_number_of_mutants(tmp_path: Path) -> None:
    root = tiny.write(tmp_path)
    for number in range(MOST_TRIALS + 3):
        text = MUTANT.format(f"Times {number + 10}.", f"def double(X): return {number + 10} * X")
        tiny.put(root / "tests" / "mutants" / "shapes" / "double" / f"a{number:02}.py", text)
    with Engine(Catalog.load(root), ["shapes/double"]) as engine:
        said = [
            message(engine.grade(Submission("", {"shapes/double.py": source.encode()}), ["shapes/double"]).exercises[0])
            for source in ("def double(X): return 10 * X", f"def double(X): return {MOST_TRIALS + 10} * X")
        ]
    assert [KNOWN in text for text in said] == [True, False]


def test_it_can_be_left_out(tmp_path: Path) -> None:
    catalog = Catalog.load(tiny.write(tmp_path))
    with Engine(catalog, ["shapes/double"], names_mistakes=False) as engine:
        source = b"def double(X): return 3 * X"
        result = engine.grade(Submission("", {"shapes/double.py": source}), ["shapes/double"]).exercises[0]
    assert KNOWN not in message(result)
