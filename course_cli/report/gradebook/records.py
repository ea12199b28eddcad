"""What the renderers are given: one student's latest results, and what a late policy makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from course_cli.batch.flags import Flag
from course_cli.batch.gradebook import StudentRecord
from course_cli.batch.late import NO_TIME, Deadlines, LateScores
from course_cli.grading.report import Report


@dataclass(frozen=True)
class Record:
    """One student's results. `late` is what a late policy makes of them; None where the course sets no due dates.

    `flags` are for the teacher alone: no format that students may see has them.
    """

    student: str
    report: Report
    notes: tuple[str, ...] = ()
    late: LateScores | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def untimed(self) -> bool:
        """Whether something counts as in time only because nobody knows when it was handed in."""
        return self.late is not None and any(result.note == NO_TIME for result in self.late.exercises.values())


def with_lateness(records: Iterable[StudentRecord], deadlines: Deadlines) -> Iterator[Record]:
    """A gradebook's records as they come, and what each chapter's due date makes of them."""
    for found in records:
        report = found.report
        scores = {exercise.id: exercise.score for exercise in report.exercises}
        late = deadlines.apply(scores, found.submitted_at) if deadlines else None
        yield Record(found.student, report, found.notes, late, found.flags)


def noting_untimed(records: Iterable[Record], untimed: list[str]) -> Iterator[Record]:
    """The records as they come; the students of those that are `untimed` are added to that list on the way."""
    for record in records:
        if record.untimed:
            untimed.append(record.student)
        yield record
