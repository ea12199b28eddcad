"""The reference solution of an exercise, and how a learner's own answer differs from it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from course_cli.course.catalog import Exercise, read_text
from course_cli.course.docstrings import in_spoken_language
from course_cli.course.stubs import without_markers
from course_cli.errors import UsageError
from course_cli.language import translated as _


def reference(exercise: Exercise) -> str:
    """The text of the reference solution. Raises UsageError where this copy of the course has none."""
    return in_spoken_language(_reference(exercise))


def _reference(exercise: Exercise) -> str:
    if exercise.solution_path is None:
        raise UsageError(
            _("this copy of the course has no solutions, and so none of {}: ask your teacher").format(exercise.id)
        )
    return without_markers(read_text(exercise.solution_path))


def difference(own: bytes, exercise: Exercise) -> Sequence[str]:
    """What would turn the learner's answer into the solution, as the lines of a unified diff; none where nothing.

    Line ends and spaces at the ends of lines make no difference, nor does the language of the docstrings; bytes that
    are not UTF-8 are shown as `?`. Raises UsageError as `reference` does.
    """
    before = _lines(own.decode("utf-8", "replace"))
    solutions = reference(exercise), _reference(exercise)  # the stub may have been fetched in either language
    diffs = [difflib.unified_diff(before, _lines(text), _("yours"), _("solution"), lineterm="") for text in solutions]
    return min(map(list, diffs), key=len)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")]
