"""A report as Gradescope's results.json."""

from __future__ import annotations

import json
from typing import Any

from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.report.feedback import feedback


def render(report: Report) -> str:
    """The document that a Gradescope autograder leaves in /autograder/results/results.json."""
    document = {
        "score": float(report.score),
        "execution_time": round(sum(exercise.seconds for exercise in report.exercises), 3),
        "output": f"{report.course}. Isolation: {report.isolation}.",
        "output_format": "text",
        "tests": [_test(exercise, check) for exercise in report.exercises for check in exercise.checks],
    }
    return json.dumps(document, indent=2, allow_nan=False)


def _test(exercise: ExerciseResult, check: CheckResult) -> dict[str, Any]:
    return {
        "name": f"{exercise.id}: {check.title}",
        "number": f"{exercise.id}/{check.id}",
        "score": float(check.score),
        "max_score": float(check.points),
        "status": "passed" if check.status == "passed" else "failed",
        "output": feedback(exercise, check),
        "output_format": "text",
        "visibility": "visible",
    }
