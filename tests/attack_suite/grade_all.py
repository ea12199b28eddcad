"""Grades every submission of a folder as `course_cli grade --path` does, with two engines for all of them.

A program of its own, as the command is: `python grade_all.py FOLDER EXERCISE...` prints a line of JSON a submission.
Starting anew for each would take minutes, and show less: here one engine sees everything that an attack leaves in it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from course_cli.cli.grade import present, rendered
from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.workspace.files import read_submission

FORMATS = ("json", "text", "html", "junit", "gradescope")
ENGINES = 2


def grade_half(students: Sequence[Path], ids: Sequence[str]) -> list[dict[str, object]]:
    catalog = Catalog.load()
    with Engine(catalog, ids) as engine:
        return [grade_one(folder, catalog, engine) for folder in students]


def grade_one(folder: Path, catalog: Catalog, engine: Engine) -> dict[str, object]:
    submission = read_submission(folder, catalog)
    exercises = present(catalog, submission, folder)
    report = engine.grade(submission, [exercise.id for exercise in exercises])
    return {"student": folder.name, **{format_: rendered(report, format_) for format_ in FORMATS}}


def halves(students: Sequence[Path]) -> Iterator[Sequence[Path]]:
    # Overlapping by one, an honest submission: each attack has one on either side.
    middle = len(students) // 4 * 2
    yield students[: middle + 1]
    yield students[middle:]


def main() -> None:
    students = sorted(Path(sys.argv[1]).iterdir())
    with ThreadPoolExecutor(ENGINES) as pool:
        for answers in pool.map(lambda half: grade_half(half, sys.argv[2:]), halves(students)):
            for answer in answers:
                print(json.dumps(answer))


if __name__ == "__main__":
    main()
