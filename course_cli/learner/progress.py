"""What is remembered of a learner's exercises: how each was graded last, and what help was taken.

It is beside the work, in the learner's own hands, and worth nothing to anyone else: no score is ever read from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from course_cli.course.catalog import Exercise
from course_cli.grading.report import ExerciseResult, ExerciseStatus

SCHEMA = 1

Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Points = Annotated[float, msgspec.Meta(ge=0, le=1e6)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Steps = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Shown = Literal["", "passed", "given up"]


class Mark(msgspec.Struct, frozen=True):
    """How an exercise was graded: the digests of the code and of the checks, and what came of them.

    `failed` are the checks that were run and did not pass. `status` is the exercise's: its checks ran only if that is
    "graded". `at` is in seconds since 1970.
    """

    work: Digest
    checks: Digest
    score: Points
    max_score: Points
    failed: tuple[Name, ...] = ()
    status: ExerciseStatus = "graded"
    at: int = 0

    @property
    def full(self) -> bool:
        return self.score >= self.max_score


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One exercise: its last mark, whether it ever had full marks, and the help that was taken.

    `hints` is how many steps of each check's hints were shown; `solution` says when the solution was.
    """

    mark: Mark | None = None
    passed: bool = False
    hints: dict[Name, Steps] = {}
    solution: Shown = ""


class Progress(msgspec.Struct, frozen=True):
    """Every exercise that something is known of, by its id."""

    exercises: dict[Name, Entry] = {}
    schema: int = SCHEMA

    def of(self, exercise: Exercise) -> Entry:
        return self.exercises.get(exercise.id, Entry())

    def with_entry(self, id_: str, entry: Entry) -> Progress:
        return msgspec.structs.replace(self, exercises={**self.exercises, id_: entry})


def graded(entry: Entry, mark: Mark) -> Entry:
    """The entry after a grade; full marks earned once are remembered."""
    return msgspec.structs.replace(entry, mark=mark, passed=entry.passed or mark.full)


def hinted(entry: Entry, steps: Mapping[str, int]) -> Entry:
    """The entry after hints were shown, up to these steps of these checks."""
    shown = {check: max(step, entry.hints.get(check, 0)) for check, step in steps.items()}
    return msgspec.structs.replace(entry, hints={**entry.hints, **shown})


def solution_shown(entry: Entry, *, passed: bool) -> Entry:
    """The entry after the solution was shown. That it was given up for stays, whatever comes after."""
    if entry.solution == "given up":
        return entry
    return msgspec.structs.replace(entry, solution="passed" if passed else "given up")


def mark_of(result: ExerciseResult, work: str, checks: str, at: int) -> Mark:
    """What to remember of a result. `work` and `checks` are digests of the code and of the checks."""
    failed = tuple(check.id for check in result.checks if check.status not in ("passed", "skipped"))
    return Mark(work, checks, result.score, result.max_score, failed, result.status, at)
