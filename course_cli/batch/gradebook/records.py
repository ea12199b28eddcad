"""What a gradebook holds, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from course_cli.batch.fingerprint import Fingerprint
from course_cli.batch.flags import Flag
from course_cli.grading.report import ExerciseResult, Isolation, Report


@dataclass(frozen=True)
class Attempt:
    """One exercise of one submission, graded once. `graded_at` knows its time zone."""

    fingerprint: Fingerprint
    isolation: Isolation
    device: str
    result: ExerciseResult
    graded_at: datetime


@dataclass(frozen=True)
class IntakeRecord:
    """What was noticed when a submission was read: notes for the teacher, and when each chapter was handed in.

    A chapter whose time is not known is not in `submitted_at`. Its times know their zone. `flags` are for the teacher
    alone; None where nobody has looked for any, as in what an older version recorded.
    """

    notes: tuple[str, ...] = ()
    submitted_at: Mapping[str, datetime] = field(default_factory=dict)
    flags: tuple[Flag, ...] | None = None


@dataclass(frozen=True)
class StudentRecord:
    """Where one student stands: the latest attempt of each exercise, and the report that they make together."""

    student: str
    course: str
    attempts: tuple[Attempt, ...]
    notes: tuple[str, ...] = ()
    submitted_at: Mapping[str, datetime] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()

    @property
    def report(self) -> Report:
        isolation: Isolation = "weak" if any(attempt.isolation == "weak" for attempt in self.attempts) else "full"
        return Report(self.course, isolation, self._device, tuple(attempt.result for attempt in self.attempts))

    @property
    def graded_at(self) -> datetime | None:
        """When the newest of these attempts was graded."""
        return max((attempt.graded_at for attempt in self.attempts), default=None)

    @property
    def _device(self) -> str:
        """Where torch's exercises ran: NumPy's are on the CPU whatever was asked for."""
        return max((attempt.device for attempt in self.attempts), key=lambda device: device != "cpu", default="cpu")


@dataclass(frozen=True)
class DueDate:
    """When a chapter is due and, as JSON that is not looked into here, what lateness costs."""

    chapter: str
    due_at: datetime
    policy: str
