"""Answers that a grader is tried on: wrong ones (mutants), which it must catch, and right ones, which it must not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from course_cli.course.catalog import Exercise
from course_cli.course.header import module_docstring
from course_cli.errors import EngineFault
from course_cli.language import translated as _

_FAILS = re.compile(r"^Fails:\s*(\w+(?:\s*,\s*\w+)*)", re.MULTILINE)


@dataclass(frozen=True)
class Trial:
    """One answer; `fails` are the checks it must not pass, none for a right one."""

    name: str
    data: bytes
    fails: tuple[str, ...] = ()

    @property
    def mistake(self) -> str:
        """What is wrong with it, as its docstring says before the `Fails:` line."""
        return " ".join(_FAILS.split(_docstring(self.data))[0].split())


def mutants(root: Path, exercise: Exercise) -> tuple[Trial, ...]:
    """The wrong answers to an exercise, with the checks that their `Fails:` line names. Raises EngineFault."""
    return tuple(Trial(name, data, _fails(data)) for name, data in _read(root, "mutants", exercise))


def alternatives(root: Path, exercise: Exercise) -> tuple[Trial, ...]:
    """The other right answers to an exercise. Raises EngineFault."""
    return tuple(Trial(name, data) for name, data in _read(root, "alternatives", exercise))


def _read(root: Path, kind: str, exercise: Exercise) -> list[tuple[str, bytes]]:
    folder = root / "tests" / kind / exercise.chapter / exercise.name
    try:
        return [(path.stem, path.read_bytes()) for path in sorted(folder.glob("*.py"))]
    except OSError as error:
        raise EngineFault(_("cannot read {}: {}").format(folder, error.strerror)) from error


def _fails(data: bytes) -> tuple[str, ...]:
    match = _FAILS.search(_docstring(data))
    return tuple(name.strip().removeprefix("test_") for name in match[1].split(",")) if match else ()


def _docstring(data: bytes) -> str:
    return module_docstring(data.decode("utf-8", "replace")) or ""
