"""What a learner is told about one check, for reports that take a single text."""

from __future__ import annotations

from course_cli.grading.report import CheckResult, ExerciseResult
from course_cli.language import translated as _
from course_cli.report.plain import plain
from course_cli.report.wording import said


def feedback(exercise: ExerciseResult, check: CheckResult) -> str:
    """The message, the call, what came out, what was expected, and the hint, as plain lines; empty where it passed."""
    if check.status == "passed":
        return ""
    parts = [
        ("", said(check.message or exercise.message) or check.status),
        (_("called: "), check.call),
        (_("got: "), check.got),
        (_("expected: "), check.expected),
        (_("printed: "), check.printed),
        (_("hint: "), "" if check.status == "skipped" else check.hint),
    ]
    return "\n".join(f"{label}{plain(text)}" for label, text in parts if text)
