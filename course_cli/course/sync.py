"""Keeping the stubs equal to what their solutions say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course_cli.course.catalog import Exercise, read_text
from course_cli.course.stubs import make_stub


@dataclass(frozen=True)
class StubState:
    """Where one exercise's stub stands; `text` is what it should be, `problem` why there can be none."""

    exercise: Exercise
    path: Path
    status: Literal["current", "missing", "stale", "impossible"]
    text: str = ""
    problem: str = ""


def stub_states(root: Path, exercises: Iterable[Exercise]) -> Iterator[StubState]:
    """Compare the stub of every exercise that has a solution with what the solution makes it. Raises EngineFault."""
    for exercise in exercises:
        path = root / "exercises" / exercise.file
        if exercise.solution_path is None:
            continue
        try:
            text = make_stub(read_text(exercise.solution_path))
        except ValueError as error:
            yield StubState(exercise, path, "impossible", problem=str(error))
            continue
        if not path.exists():
            yield StubState(exercise, path, "missing", text)
        elif path.read_bytes() != text.encode():
            yield StubState(exercise, path, "stale", text)
        else:
            yield StubState(exercise, path, "current", text)
