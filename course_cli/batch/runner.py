"""The batch itself: find what is new or changed, have it graded, record each submission as it comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from itertools import chain

from course_cli.batch.fingerprint import Fingerprint, Fingerprinter
from course_cli.batch.flags import Flag, flags_of
from course_cli.batch.gradebook import Attempt, Gradebook, IntakeRecord
from course_cli.batch.submissions import StudentFolder, read, submitted_at
from course_cli.batch.work import Executor, Outcome, Task
from course_cli.course.catalog import Catalog, Exercise
from course_cli.grading.report import ExerciseResult
from course_cli.grading.submission import Submission

SLOWEST = 3
_MOST_FLAGS = 100  # of one student, in all chapters


@dataclass(frozen=True)
class Tally:
    """How far a batch is. `slowest` are (seconds, student, exercise); `faults` are what we could not grade, and why.

    `flags` counts what a person should look at, `flagged` the submissions that have any.
    """

    total: int
    graded: int = 0
    unchanged: int = 0
    timeouts: int = 0
    crashes: int = 0
    import_errors: int = 0
    flags: int = 0
    flagged: int = 0
    slowest: tuple[tuple[float, str, str], ...] = ()
    faults: tuple[tuple[str, str, str], ...] = ()

    @property
    def done(self) -> int:
        return self.graded + self.unchanged + len({student for student, _, _ in self.faults})

    def with_flags(self, flags: Sequence[Flag]) -> Tally:
        return replace(self, flags=self.flags + len(flags), flagged=self.flagged + bool(flags))

    def with_results(self, student: str, results: Sequence[ExerciseResult]) -> Tally:
        slowest = (*self.slowest, *((result.seconds, student, result.id) for result in results))
        return replace(
            self,
            timeouts=self.timeouts + sum(result.met("timeout") for result in results),
            crashes=self.crashes + sum(result.met("crashed") for result in results),
            import_errors=self.import_errors + sum(result.status == "import_error" for result in results),
            slowest=tuple(sorted(slowest, reverse=True)[:SLOWEST]),
        )


@dataclass
class Batch:
    """One run over the students of a folder, none of whose results is lost: each is in the gradebook once counted.

    `tell` is called with the tally whenever it changes.
    """

    catalog: Catalog
    students: Sequence[StudentFolder]
    exercises: Sequence[Exercise]
    gradebook: Gradebook
    secret: bytes
    device: str
    tell: Callable[[Tally], None]
    _waiting: dict[str, tuple[IntakeRecord, dict[str, Fingerprint]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tally = Tally(len(self.students))
        # Made before any engine: a grader edited meanwhile is graded again next time, never missed.
        self._fingerprints = Fingerprinter(self.catalog, self.secret, self.device)

    def run(self, start: Callable[[], AbstractContextManager[Executor]]) -> Tally:
        """Grade what the gradebook does not hold yet. Raises EngineFault where nothing can be graded at all.

        An executor is started only if there is something to grade.
        """
        tasks = self._tasks()
        for first in tasks:
            with start() as executor:
                for outcome in executor.run(chain([first], tasks)):
                    self._record(outcome)
        return self.tally

    def _tasks(self) -> Iterator[Task]:
        for student in self.students:
            # Every chapter, whatever is to be graded: an exercise may import from any.
            submission = read(student, self.catalog, self.catalog.chapters)
            before = self.gradebook.intake(student.student)
            known = self.gradebook.keys(student.student)
            prints = {exercise.id: self._fingerprints.of(exercise, submission) for exercise in self.exercises}
            stale = {id_: print_ for id_, print_ in prints.items() if known.get(id_) != print_.key}
            # Flags come from what the fingerprints are of: they are as they were where none of these has changed.
            kept = before.flags if not stale else None
            flags = kept if kept is not None else self._flags(submission, before)
            intake = IntakeRecord(submission.notes, self._times(student, before), flags)
            self.tally = self.tally.with_flags(flags)
            if stale:
                self._waiting[student.student] = intake, stale
                yield Task(submission, tuple(stale))
            else:
                self.gradebook.record(student.student, (), intake)
                self._advance(replace(self.tally, unchanged=self.tally.unchanged + 1))

    def _times(self, student: StudentFolder, before: IntakeRecord) -> dict[str, datetime]:
        """When each chapter was handed in; one that is not graded now keeps its score, and so its time."""
        chapters = {exercise.chapter for exercise in self.exercises}
        kept = {chapter: time for chapter, time in before.submitted_at.items() if chapter not in chapters}
        return kept | submitted_at(student, chapters)

    def _flags(self, submission: Submission, before: IntakeRecord) -> tuple[Flag, ...]:
        """What to look at in all that is there, and in the chapters that are not graded now, as they were graded."""
        chapters = {exercise.chapter for exercise in self.exercises}
        kept = [flag for flag in before.flags or () if flag.chapter not in chapters]
        return tuple(dict.fromkeys([*flags_of(submission.files), *kept]))[:_MOST_FLAGS]

    def _record(self, outcome: Outcome) -> None:
        submission = outcome.task.submission
        intake, prints = self._waiting.pop(submission.student)
        tally = self.tally
        if outcome.report is not None:
            report, now = outcome.report, datetime.now(timezone.utc)
            attempts = [
                Attempt(prints[result.id], report.isolation, result.device, result, now) for result in report.exercises
            ]
            self.gradebook.record(submission.student, attempts, intake)
            tally = tally.with_results(submission.student, report.exercises)
        if outcome.faults:
            found = tuple((submission.student, id_, message) for id_, message in outcome.faults.items())
            tally = replace(tally, faults=tally.faults + found)
        else:
            tally = replace(tally, graded=tally.graded + 1)
        self._advance(tally)

    def _advance(self, tally: Tally) -> None:
        self.tally = tally
        self.tell(tally)
