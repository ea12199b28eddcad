"""A report as Gradescope's results.json, by the specification of its autograders.

Every text is declared as text: Gradescope would render html, markdown and terminal escapes, and some of it is a
student's. Only a score makes Gradescope award anything, so a report of a failure of ours has none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.grading.weakness import lost
from course_cli.language import marked
from course_cli.language import translated as _
from course_cli.report.feedback import feedback
from course_cli.report.layout import number
from course_cli.report.plain import plain

WHEN = ("visible", "after_due_date", "after_published", "hidden")
_UNMET = marked("something that it needs first has not passed")


@dataclass(frozen=True)
class Visibility:
    """When students see a check: `default`, unless `of` says otherwise for it, its exercise or its chapter.

    A key of `of` is `<chapter>`, `<chapter>/<exercise>` or `<chapter>/<exercise>/<check>`; the longest one decides.
    Gradescope hides the total, too, from who cannot see every check.
    """

    default: str = WHEN[0]
    of: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, exercise: str, check: str) -> str:
        chapter = exercise.partition("/")[0]
        for key in (f"{exercise}/{check}", exercise, chapter):
            if key in self.of:
                return self.of[key]
        return self.default


ALL_VISIBLE = Visibility()


def render(report: Report, visibility: Visibility = ALL_VISIBLE, notes: Sequence[str] = ()) -> str:
    """The document that a Gradescope autograder leaves in /autograder/results/results.json.

    `notes` are for the student to read above the checks. What a check that is not visible came to is in no text that
    is: neither in a sum, nor as the reason for which another check was skipped.
    """
    concealed = _concealed(report, visibility)
    total = _("{} of {} points").format(number(report.score), number(report.max_score))
    shown = _("not every result is shown") if concealed else total
    head = [_("{}: {}.").format(_(report.course), shown), *notes]
    if report.isolation != "full":
        what = _(" This machine lacks {}.").format(lost(report.missing)) if report.missing else ""
        head.append(_("Isolation: weak.") + what)
    tests = [
        _test(exercise, _discreet(exercise, check, concealed), f"{place}.{position}", visibility(exercise.id, check.id))
        for place, exercise in enumerate(report.exercises, 1)
        for position, check in enumerate(exercise.checks, 1)
    ]
    return _document(
        "\n".join(head),
        score=float(report.score),
        execution_time=round(sum(exercise.seconds for exercise in report.exercises), 3),
        tests=tests,
        extra_data={"max_score": float(report.max_score), "isolation": report.isolation, "device": report.device},
    )


def _concealed(report: Report, visibility: Visibility) -> frozenset[tuple[str, str]]:
    """The checks that are not visible at once: exercise and title, by which others may tell of them."""
    return frozenset(
        (exercise.id, check.title)
        for exercise in report.exercises
        for check in exercise.checks
        if visibility(exercise.id, check.id) != WHEN[0]
    )


def _discreet(exercise: ExerciseResult, check: CheckResult, concealed: frozenset[tuple[str, str]]) -> CheckResult:
    """The check without the name of a concealed one, or of an exercise that has some, that it was skipped for."""
    if check.status != "skipped":
        return check
    names = {title if id_ == exercise.id else id_ for id_, title in concealed}
    return replace(check, message=_(_UNMET)) if any(name in check.message for name in names) else check


def failure(message: str) -> str:
    """The document for a submission that could not be graded through no fault of the student's: it has no score."""
    return _document(message)


def _document(output: str, **more: Any) -> str:
    document = {
        "output": plain(output),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",  # what is printed may be about the machine and the graders
        **more,
    }
    return json.dumps(document, indent=2, allow_nan=False)


def _test(exercise: ExerciseResult, check: CheckResult, place: str, visibility: str) -> dict[str, Any]:
    return {
        "name": plain(f"{exercise.id}: {check.title}"),
        "name_format": "text",
        "number": place,
        "score": float(check.score),
        "max_score": float(check.points),
        "status": "passed" if check.status == "passed" else "failed",
        "output": feedback(exercise, check),
        "output_format": "text",
        "visibility": visibility,
        "tags": [*exercise.id.split("/"), check.status],
        "extra_data": {"exercise": exercise.id, "check": check.id, "status": check.status},
    }
