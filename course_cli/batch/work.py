"""What passes between a batch and whatever grades for it, in this process or on another machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from course_cli.grading.report import Confined, Report
from course_cli.grading.submission import Submission


@dataclass(frozen=True)
class Task:
    """One student's submission, and which of its exercises are to be graded."""

    submission: Submission
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a report of the exercises that were graded, and why the others could not be.

    A fault is ours, and came twice: nothing was decided about that exercise, and a later run tries again.
    """

    task: Task
    report: Report | None
    faults: Mapping[str, str] = field(default_factory=dict)


class Executor(Protocol):
    """Grades tasks in any order; used as a context manager."""

    def confined(self) -> Confined:
        """How well submissions are confined where they will run; "weak" if that is so anywhere. Runs none of them."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Each task's outcome as it is known. Tasks are taken from the iterable as there is room for them, no sooner.

        Raises EngineFault when no grading process can be started at all.
        """
