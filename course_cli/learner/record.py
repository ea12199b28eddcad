"""From a report to what is remembered of it, and back: is what was graded what lies there now?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from course_cli.batch.fingerprint import Fingerprinter
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import GraderError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.learner.progress import Entry, Mark, Progress, graded, mark_of
from course_cli.learner.store import NotKept, update

Change = Callable[[Progress], Progress]

_CONTENT = ("solutions", "exercises", "graders")


@dataclass(frozen=True)
class Digests:
    """Of the code that an exercise uses, its own file and what it imports, and of its checks."""

    work: str
    checks: str

    def are_of(self, mark: Mark | None) -> bool:
        """Whether this very code was graded by these very checks."""
        return mark is not None and (mark.work, mark.checks) == (self.work, self.checks)


class Digester:
    """Takes the digests of a submission's exercises. Make it before grading starts."""

    def __init__(self, catalog: Catalog) -> None:
        self._fingerprints = Fingerprinter(catalog, b"")

    def of(self, exercise: Exercise, submission: Submission) -> Digests | None:
        """The digests; None where there is nothing to grade, or nothing to grade it with."""
        if exercise.file not in submission.files:
            return None
        try:
            found = self._fingerprints.of(exercise, _with_plain_line_ends(submission))
        except GraderError:
            return None
        return Digests(found.submission, found.grader)


def keeps_progress(workspace: Path, catalog: Catalog) -> bool:
    """Whether a folder is someone's workspace: the course's own content is not."""
    place = workspace.resolve()
    return not any(place.is_relative_to(catalog.root.resolve() / name) for name in _CONTENT)


def remember(workspace: Path, catalog: Catalog, submission: Submission, report: Report, digester: Digester) -> str:
    """Keep a report in the progress of the workspace. It never raises: what cannot be kept costs nobody a grade.

    Returns:
        What to tell the learner; "" where all is well.
    """
    change = of_report(catalog, submission, report, digester)
    if not keeps_progress(workspace, catalog) or change(Progress()) == Progress():
        return ""
    return keep(workspace, change)


def of_report(catalog: Catalog, submission: Submission, report: Report, digester: Digester) -> Change:
    """The change that a report makes to progress; none for what was not there to be graded."""
    marks = _marks(catalog, submission, report, digester)

    def change(progress: Progress) -> Progress:
        for id_, mark in marks.items():
            progress = progress.with_entry(id_, graded(progress.exercises.get(id_, Entry()), mark))
        return progress

    return change


def keep(workspace: Path, change: Change) -> str:
    """Change the progress of a workspace; what to tell the learner, "" where all is well."""
    try:
        problem = update(workspace, change)
    except NotKept as error:
        return _("your progress was not kept: {}").format(error)
    return _("{}: your progress begins anew").format(problem) if problem else ""


def _marks(catalog: Catalog, submission: Submission, report: Report, digester: Digester) -> dict[str, Mark]:
    now = int(time.time())
    marks: dict[str, Mark] = {}
    for result in report.exercises:
        digests = digester.of(catalog.get(result.id), submission)
        if digests is not None:
            marks[result.id] = mark_of(result, digests.work, digests.checks, now)
    return marks


def _with_plain_line_ends(submission: Submission) -> Submission:
    """An editor that writes CRLF changes no answer. The student's name is no part of the work either."""
    files = {path: data.replace(b"\r\n", b"\n") for path, data in submission.files.items()}
    return replace(submission, student="", files=files)
