"""Hints, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from click import style

from course_cli.learner.hints import Step
from course_cli.report.layout import fold, width, wrap

WIDEST = 100
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")


def render(steps: Sequence[Step], columns: int) -> str:
    """Each step under its title, with an empty line before it."""
    columns = min(columns, WIDEST)
    return "\n".join(line for step in steps for line in _step(step, columns))


def _step(step: Step, columns: int) -> Iterator[str]:
    yield ""
    yield style("\n".join(f"  {line}" for line in wrap(step.title, columns - 2)), bold=True)
    for position, passage in enumerate(step.passages):
        if position:
            yield ""
        room = columns - 4
        lines = _formula(passage.text, room) if passage.preformatted else wrap(passage.text, room)
        yield from (f"    {line}".rstrip() for line in lines)


def _formula(text: str, room: int) -> Iterator[str]:
    """Lines as they are; one that is too wide is broken at its gaps first."""
    for line in text.split("\n"):
        pieces = [line] if width(line) <= room else [piece for piece in _GAP.split(line) if piece.strip()]
        for piece in pieces:
            yield from fold(piece.rstrip(), room)
