"""Checks, read from a grader that is never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from course_cli.course.checks import CheckSpec, dependents, read_checks, read_rule
from course_cli.errors import GraderError

GRADER = '''
import torch_that_does_not_exist
from course_cli.grading import points, Rules

RULES = Rules(library="numpy", call_seconds=5.0)


def helper():
    """not a check"""


@points(2, hint="Look at "
                "the rows.")
def test_rows(student):
    """every row
    sums to 1"""


@points(0.5, needs=("rows", "more"), hint="h")
def test_columns(student, inputs):
    """t"""


@points(1, needs="columns", hint=("first,", "then\\n  more"))
def test_all(student):
    """t"""
'''


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "test_thing.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_check_is_read_without_running_the_grader(tmp_path: Path) -> None:
    first, second, third = read_checks(write(tmp_path, GRADER))
    assert first == CheckSpec("rows", "every row sums to 1", 2.0, (), "Look at the rows.")
    assert second == CheckSpec("columns", "t", 0.5, ("rows", "more"), "h")
    assert third.needs == ("columns",)
    assert (third.hint, third.hints) == ("first,", ("first,", "then more"))


def test_the_library_is_read_from_the_rules(tmp_path: Path) -> None:
    assert read_rule(write(tmp_path, GRADER), "library") == "numpy"
    assert read_rule(write(tmp_path, "RULES = Rules(refuse=('softmax',))"), "library") is None
    assert read_rule(write(tmp_path, ""), "library") is None


def test_dependents_are_found_through_others(tmp_path: Path) -> None:
    checks = read_checks(write(tmp_path, GRADER))
    assert dependents(checks, frozenset({"rows"})) == {"rows", "columns", "all"}
    assert dependents(checks, frozenset({"all"})) == {"all"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def test_x(student): ...", "exactly one @points"),
        ("@points(hint='h')\ndef test_x(student): ...", "points are not a number"),
        ("@points(True, hint='h')\ndef test_x(student): ...", "points are not a number"),
        ("@points(N, hint='h')\ndef test_x(student): ...", "literals"),
        ("@points(1, hint=f'{h}')\ndef test_x(student): ...", "literals"),
        ("@points(1, hint=())\ndef test_x(student): ...", "hint is not text, nor a tuple"),
        ("@points(1, hint=('h', 3))\ndef test_x(student): ...", "hint is not text, nor a tuple"),
        ("@points(1, hint=3)\ndef test_x(student): ...", "hint is not text"),
        ("@points(1, needs=3, hint='h')\ndef test_x(student): ...", "neither a name"),
        ("@points(1, hint='h')\ndef test_x(s): ...\n@points(1, hint='h')\ndef test_x(s): ...", "more than once"),
        ("def test_x(:", "not valid Python"),
        ("\0", "not valid Python"),
    ],
)
def test_a_check_that_cannot_be_read_is_the_graders_fault(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(GraderError, match=message):
        read_checks(write(tmp_path, text))


def test_a_missing_grader_is_our_fault(tmp_path: Path) -> None:
    with pytest.raises(GraderError, match="cannot read"):
        read_checks(tmp_path / "test_none.py")
