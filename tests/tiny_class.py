"""Submissions to the tiny course: a class of students, each right or wrong in a way of their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tiny_course as tiny

from course_cli.batch.gradebook import Gradebook
from course_cli.course.catalog import COURSE

RunCli = Callable[..., subprocess.CompletedProcess[str]]  # the fixture `run_cli`

RIGHT = "import torch\n\ndef double(X):\n    return 2 * X\n"
WRONG = "import torch\n\ndef double(X):\n    return 3 * X\n"
BROKEN = "def double(X:\n"
ENDLESS = "def double(X):\n    while True:\n        pass\n"
VANISHES = "import os\n\ndef double(X):\n    os._exit(0)\n"
QUADRUPLE = "from shapes.double import double\n\ndef quadruple(X):\n    return double(double(X))\n"

# What each file scores in `shapes/double`, out of 4.
SCORES = {RIGHT: 4.0, WRONG: 1.0, BROKEN: 0.0, VANISHES: 0.0}


def write(root: Path, students: Mapping[str, Mapping[str, str]]) -> Path:
    """A folder of submissions: for each student, the files by their place in the workspace."""
    root.mkdir(parents=True, exist_ok=True)
    for student, files in students.items():
        (root / student).mkdir(exist_ok=True)
        for place, text in files.items():
            tiny.put(root / student / place, text)
    return root


def mixed(count: int) -> dict[str, dict[str, str]]:
    """Many students, of four kinds in turn, each with a text of their own."""
    kinds = list(SCORES)
    return {
        f"student{i:03}": {
            "shapes/double.py": f"# {i}\n{kinds[i % len(kinds)]}",
            "shapes/quadruple.py": QUADRUPLE,
        }
        for i in range(count)
    }


def without_times(text: str) -> dict[str, Any]:
    """The JSON of a class with every measured time left out."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items() if key != "seconds"}
        return [strip(item) for item in value] if isinstance(value, list) else value

    stripped: dict[str, Any] = strip(json.loads(text))
    return stripped


def recorded(gradebook: Path) -> int:
    """How many students a gradebook has results of, which may not have been made yet."""
    try:
        with Gradebook.open(gradebook, COURSE, write=False) as book:
            return len(book.students())
    except ValueError:
        return 0
