"""What a learner is told about one check, for reports that take a single text."""

from __future__ import annotations

from course_cli.grading.report import CheckResult, ExerciseResult
from course_cli.report.plain import plain


def feedback(exercise: ExerciseResult, check: CheckResult) -> str:
    """The message, the call, what came out, what was expected, and the hint, as plain lines; empty where it passed."""
    if check.status == "passed":
        return ""
    parts = [
        ("", check.message or exercise.message or check.status),
        ("called: ", check.call),
        ("got: ", check.got),
        ("expected: ", check.expected),
        ("printed: ", check.printed),
        ("hint: ", "" if check.status == "skipped" else check.hint),
    ]
    return "\n".join(f"{label}{plain(text)}" for label, text in parts if text)
