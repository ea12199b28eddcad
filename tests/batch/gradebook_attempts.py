"""Attempts as graders would make them, for the tests of the gradebook."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from course_cli.batch.fingerprint import Fingerprint
from course_cli.batch.gradebook import Attempt, Gradebook, IntakeRecord
from course_cli.grading.report import CheckResult, ExerciseResult

COURSE = "Deep learning foundations"
NOTHING = IntakeRecord()
NOON = datetime(2026, 10, 1, 12, tzinfo=timezone.utc)
CHECKS = 4


def result(exercise: str = "perceptron/softmax", *, passed: int = CHECKS, text: str = "") -> ExerciseResult:
    """A result of which `passed` checks passed and the others have `text` to say."""
    checks = tuple(_passed(n) if n < passed else _failed(n, text) for n in range(CHECKS))
    return ExerciseResult(exercise, "graded", checks, 0.75, text)


def attempt(exercise: str = "perceptron/softmax", key: str = "key", *, passed: int = CHECKS, text: str = "") -> Attempt:
    print_ = Fingerprint("0.1.0", "grader", "submission", key)
    graded_at = NOON + timedelta(microseconds=7)
    return Attempt(print_, "full", "cpu", result(exercise, passed=passed, text=text), graded_at)


def _passed(n: int) -> CheckResult:
    return CheckResult(f"check_{n}", f"statement {n}", 1.5, 1.5, "passed", seconds=0.25, seed=2**63 - 1 - n)


def _failed(n: int, text: str) -> CheckResult:
    texts = {"message": text, "call": text, "got": text, "expected": text, "printed": text}
    return CheckResult(f"check_{n}", f"statement {n}", 1.5, 0.0, "failed", hint="a hint", seconds=0.5, seed=n, **texts)


@contextmanager
def writing(path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(path, COURSE, write=True) as book:
        yield book


@contextmanager
def reading(path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(path, COURSE, write=False) as book:
        yield book


def fill(path: Path, students: int = 3) -> None:
    with writing(path) as book:
        for number in range(students):
            book.record(f"s{number}", [attempt("a/a"), attempt("b/b", text="t" * 500, passed=1)], NOTHING)


def assert_intact(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
