"""What a grader asked of a student's code, one use after the other, and which of them an answer came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from course_cli.course.shapes import Path
from course_cli.grading.abbreviate import abbreviate_call

_DEPTH: Final = 3  # batches, pairs of them, dicts in tuples


@dataclass(frozen=True)
class Call:
    """One call, or one look at an attribute.

    Args:
        of: what the grader wrote, from the module on: ("softmax",), ("RNN", "forward"). Nothing of it is the student's.
        label: how a message calls it; a class may be called as its author likes.
        args, kwargs: None for an attribute.
    """

    of: tuple[str, ...]
    label: str
    args: Sequence[Any] | None = None
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """As it would be written. Takes longer than the call: only for what is shown."""
        return self.label if self.args is None else abbreviate_call(self.label, self.args, self.kwargs)


Calls = Sequence[tuple[Call, object]]


def source_of(answer: object, calls: Calls) -> tuple[Call, Path] | None:
    """The call that returned this very object, alone or within what it returned, and the way to it there."""
    if answer is None:
        return None
    for call, result in reversed(calls):
        for path in _places(answer, result, _DEPTH):
            return call, path
    return None


def _places(answer: object, value: Any, depth: int) -> Iterator[Path]:
    if value is answer:
        yield ()
    elif depth and type(value) in (list, tuple):
        for index, item in enumerate(value):
            yield from ((index, *path) for path in _places(answer, item, depth - 1))
    elif depth and type(value) is dict:
        for key, item in value.items():
            yield from ((key, *path) for path in _places(answer, item, depth - 1))
