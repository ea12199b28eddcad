"""nbgrader's autograde in several processes at once, a student at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from course_cli.course.place import default_root
from course_cli.language import speak, spoken
from course_cli.language import translated as _
from course_cli.nbgrader.autograde_worker import AutogradeProcess, Outcome

_process: AutogradeProcess | None = None


def students_of(course: Path, assignment: str) -> list[str]:
    """Everyone of whom nbgrader holds a submission of the assignment, sorted.

    Raises:
        UsageError: there is none, the assignment was never generated, or this course would not be graded in the cage.
    """
    with _back_again():
        return AutogradeProcess(course, assignment).students()


def autograde(course: Path, assignment: str, students: Sequence[str], jobs: int, *, force: bool) -> Iterator[Outcome]:
    """Have nbgrader grade these students' submissions, `jobs` at a time; each outcome as it is known.

    A student whose process was killed is tried once more, alone in a new one. With one job it is this process that
    grades.

    Raises:
        UsageError: this course would not be graded in the cage.
    """
    jobs = min(jobs, len(students))
    if jobs == 1:
        with _back_again():
            yield from map(AutogradeProcess(course, assignment, force=force).grade, students)
        return
    waiting = list(students)

    def processes(number: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            number, get_context("spawn"), initializer=_begin, initargs=(course, assignment, force, spoken())
        )

    pool = processes(jobs)
    try:
        for future in as_completed([pool.submit(_grade, student) for student in waiting]):
            try:
                outcome = future.result()
            except BrokenProcessPool:
                continue
            waiting.remove(outcome.student)
            yield outcome
    finally:
        pool.shutdown(cancel_futures=True)
    # One that ends takes all the others of its pool along: alone, each fails for itself.
    for student in waiting:
        with processes(1) as alone:
            try:
                yield alone.submit(_grade, student).result()
            except BrokenProcessPool:
                yield Outcome(student, "failed", _("the process that graded it was ended from outside, twice"))


@contextmanager
def _back_again() -> Iterator[None]:
    """nbgrader works in the course's folder; whoever asked goes on where they were."""
    here = Path.cwd()
    try:
        yield
    finally:
        os.chdir(here)


def _begin(course: Path, assignment: str, force: bool, language: str) -> None:
    global _process
    speak(language, default_root())
    _process = AutogradeProcess(course, assignment, force=force)


def _grade(student: str) -> Outcome:
    assert _process is not None
    return _process.grade(student)
