"""What a grader asked of a student's code, one use after the other, and which of them an answer came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from course_cli.course.shapes import Path
from course_cli.grading.abbreviate import abbreviate_call

_DEPTH: Final = 3  # batches, pairs of them, dicts in tuples
_MOST_LOOKS: Final = 100_000  # a submission can answer each call with as much as a message holds


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
    """The last call that returned this very object, alone or within what it returned, and the way to it there.

    None where none did, and where that would take long to find out.
    """
    if answer is None:
        return None
    looks = 0
    for call, result in reversed(calls):
        for path, part in _parts(result, _DEPTH):
            if part is answer:
                return call, path
            looks += 1
            if looks == _MOST_LOOKS:
                return None
    return None


def _parts(value: Any, depth: int) -> Iterator[tuple[Path, Any]]:
    """A value and what it holds, each with the way to it."""
    yield (), value
    items: Iterable[tuple[int | str, Any]] = ()
    if depth and type(value) in (list, tuple):
        items = enumerate(value)
    elif depth and type(value) is dict:
        items = value.items()
    for key, item in items:
        yield from (((key, *path), part) for path, part in _parts(item, depth - 1))
