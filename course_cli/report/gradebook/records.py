"""What the renderers are given: one student's latest results, wherever they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from course_cli.batch.late import LateScores
from course_cli.grading.report import Report


class Graded(Protocol):
    """A student's report and what was noted about the submission: a gradebook's record, or ours."""

    @property
    def student(self) -> str: ...

    @property
    def report(self) -> Report: ...

    @property
    def notes(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Record:
    """One student's results. `late` is what a late policy makes of them; None where the course sets no due dates."""

    student: str
    report: Report
    notes: tuple[str, ...] = ()
    submitted_at: datetime | None = None
    late: LateScores | None = None
