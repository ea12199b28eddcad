"""Adds pictures to results that are decided: nothing here can change a score."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Sequence
from dataclasses import replace

import pytest

from course_cli.grading.drawing import checks_of, gathered
from course_cli.grading.failure import CheckFailure
from course_cli.grading.inputs import Inputs
from course_cli.grading.patience import JudgedTooLong, Patience
from course_cli.grading.pictures import Pictures
from course_cli.grading.plugin import Drawer
from course_cli.grading.report import NOT_WRITTEN, CheckResult, ExerciseResult
from course_cli.grading.session import ExerciseSession
from course_cli.grading.student import Student
from course_cli.language import translated as _
from course_cli.sandbox.pool import WorkerLost, ZygoteFailed

DRAWING_SECONDS = 60.0  # for all drawings of an exercise, and never more than for its checks


def without_pictures(result: ExerciseResult) -> ExerciseResult:
    """As few bytes as can be, for whoever shows no pictures."""
    if not any(check.pictures for check in result.checks):
        return result
    return replace(result, checks=tuple(replace(check, pictures=Pictures()) for check in result.checks))


def wanted(result: ExerciseResult, drawers: Sequence[Drawer]) -> list[tuple[Drawer, str]]:
    """Each drawing that has something to show, and the id of the check that it is shown with."""
    found = [(drawer, _place(result, checks_of(drawer))) for drawer in drawers]
    return [(drawer, place) for drawer, place in found if place is not None]


def illustrate(
    result: ExerciseResult, drawings: Sequence[tuple[Drawer, str]], session: ExerciseSession, patience: Patience
) -> ExerciseResult:
    """The result with what the drawers make of the submission in `session`, for as long as `patience` lasts."""
    checks = {check.id: check for check in result.checks}
    for drawer, place in drawings:
        check = checks[place]
        drawn = _drawn(drawer, session, check.seed, patience)
        checks[place] = replace(check, pictures=check.pictures + drawn)
    return replace(result, checks=tuple(checks.values()))


def _place(result: ExerciseResult, ids: Sequence[str]) -> str | None:
    """Where a drawing for these checks is shown: with the first that failed, else with the first that passed."""
    candidates = [check for check in result.checks if check.id in ids and _can_be_drawn(check)]
    candidates.sort(key=lambda check: check.status == "passed")
    return candidates[0].id if candidates else None


def _can_be_drawn(check: CheckResult) -> bool:
    return check.status in ("passed", "failed") and check.message != NOT_WRITTEN


def _drawn(drawer: Drawer, session: ExerciseSession, seed: int, patience: Patience) -> Pictures:
    inputs = Inputs(seed)
    session.begin_check(inputs.seed)
    try:
        title = " ".join((inspect.getdoc(drawer) or "").split())
        with patience.judging():
            return gathered(drawer(Student(session), inputs), _(title))
    except JudgedTooLong:
        session.drop_worker()  # it may have been broken off between a question and its answer
        return Pictures()
    except (CheckFailure, WorkerLost, ZygoteFailed, pytest.skip.Exception):
        return Pictures()
    except Exception:  # noqa: BLE001 - an odd answer's doing or ours: a picture is not worth a grade
        traceback.print_exc()  # seen by an author who debugs
        return Pictures()
