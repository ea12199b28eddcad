"""A report as the JSON of the contract: one object, nothing but ASCII, and no command to whoever reads a job's log."""

from __future__ import annotations

import json
from typing import Any

from course_cli.grading.report import SCHEMA, CheckResult, ExerciseResult, Report
from course_cli.report.plain import plain


def render(report: Report) -> str:
    """The report as a JSON document."""
    return written(as_data(report))


def written(data: object) -> str:
    """Data as JSON that GitHub's runner finds no `##[command]` in; nothing outside of a string looks like one."""
    return json.dumps(data, indent=2, allow_nan=False).replace("##[", "##\\u005b")


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data, in the contract's form; text that came from a student is made safe to show."""
    return {
        "schema": SCHEMA,
        "course": report.course,
        "isolation": report.isolation,
        "device": report.device,
        "score": float(report.score),
        "max_score": float(report.max_score),
        "exercises": [_exercise(exercise) for exercise in report.exercises],
    }


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "status": exercise.status,
        "score": float(exercise.score),
        "max_score": float(exercise.max_score),
        "seconds": round(exercise.seconds, 4),
        "device": exercise.device,
        "message": plain(exercise.message),
        "checks": [_check(check) for check in exercise.checks],
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "points": float(check.points),
        "score": float(check.score),
        "status": check.status,
        "message": plain(check.message),
        "hint": check.hint,
        "call": plain(check.call),
        "got": plain(check.got),
        "expected": plain(check.expected),
        "printed": plain(check.printed),
        "seconds": round(check.seconds, 4),
    }
