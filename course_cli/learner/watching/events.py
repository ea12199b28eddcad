"""What can happen while a workspace is watched. Every thread puts these into the one queue that the session reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course_cli.errors import CourseError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission


@dataclass(frozen=True)
class Saved:
    """Files were made, written, renamed or removed: their places, `<chapter>/<file>`.

    None of them: something may have happened while nobody looked.
    """

    paths: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pressed:
    """A key; "" where there will be no more."""

    key: str


@dataclass(frozen=True)
class Doing:
    """What the engine is at, in a few words."""

    text: str


@dataclass(frozen=True)
class Restarted:
    """The engine ended by itself and is started again."""

    reason: str


@dataclass(frozen=True)
class Graded:
    """A submission was graded, or could not be: then `report` is None and the error says why."""

    submission: Submission
    report: Report | None
    error: CourseError | None = None


@dataclass(frozen=True)
class Broken:
    """The watching ends with this: a thread's exception that nobody expected, or a signal's."""

    error: BaseException


Event = Saved | Pressed | Doing | Restarted | Graded | Broken
Post = Callable[[Event], None]
