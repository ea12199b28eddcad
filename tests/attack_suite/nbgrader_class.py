"""A teacher's nbgrader course with the attacked chapters as assignments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_cli.nbgrader.add import add

from .classroom import Files, as_notebook
from .commands import run_python
from .world import World, dump

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "attacked"\n'
GENERATE = """
import sys
from nbgrader.apps import NbGrader, NbGraderAPI
app = NbGrader()
app.initialize([])
for chapter in sys.argv[1:]:
    answer = NbGraderAPI(config=app.config).generate_assignment(chapter)
    if not answer["success"]:
        sys.exit(answer["log"])
"""

# The teacher's notebook, solutions and all.
TEACHERS = ("source_cell", "solution_cell")


@dataclass(frozen=True)
class NbgraderClass:
    """The folder of the course; `released` are the notebooks that were handed out, by chapter."""

    world: World
    root: Path
    released: Mapping[str, Any]

    @staticmethod
    def make(world: World, chapters: Sequence[str]) -> NbgraderClass:
        root = world.root / "class"
        root.mkdir()
        (root / "nbgrader_config.py").write_text(CONFIG)
        list(add(world.catalog, world.catalog.resolve(chapters), root))
        run_python(world, ["-c", GENERATE, *chapters], status=0, cwd=root)
        released = {
            chapter: json.loads((root / "release" / chapter / f"{chapter}.ipynb").read_text(encoding="utf-8"))
            for chapter in chapters
        }
        return NbgraderClass(world, root, released)

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    def as_released(self, files: Files, chapter: str) -> Files:
        """The released notebook with these answers in its cells, and whatever else was handed in."""
        place = f"{chapter}/{chapter}.ipynb"
        plain = dict(as_notebook(files, chapter))
        answers = {cell["id"]: cell["source"] for cell in json.loads(plain[place])["cells"]}
        notebook = json.loads(json.dumps(self.released[chapter]))
        for cell in notebook["cells"]:
            id_ = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = answers.get(id_, cell["source"])
        return {**plain, place: json.dumps(notebook)}

    def autograde(self) -> tuple[list[tuple[str, list[Any], str]], str]:
        """Grade every assignment; the results by student, and all that is said about the class."""
        answers = []
        said = []
        for chapter in self.released:
            args = ["-m", "course_cli", "nbgrader", "autograde", chapter, "--course", str(self.root), "--jobs", "2"]
            done = run_python(self.world, args, status=0)
            said += [done.stdout, done.stderr]
            for notebook in sorted((self.root / "autograded").glob(f"*/{chapter}/{chapter}.ipynb")):
                text = notebook.read_text(encoding="utf-8")
                answers.append((notebook.parts[-3], _results(json.loads(text)), _without_sources(text)))
        return answers, "\n".join([*said, dump(self.gradebook, TEACHERS)])


def _results(notebook: Any) -> list[Any]:
    """The report of each exercise, with the score that nbgrader reads."""
    found = []
    for cell in notebook["cells"]:
        for report in [value.get("report") for value in cell["metadata"].values() if isinstance(value, dict)]:
            if report is not None:
                (exercise,) = report["exercises"]
                (result,) = [output for output in cell["outputs"] if output["output_type"] == "execute_result"]
                found.append({**exercise, "score": float("".join(result["data"]["text/plain"]))})
    return found


def _without_sources(text: str) -> str:
    """What was said about a notebook: the student's own text may well hold what is the student's."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["source"] = ""
    return json.dumps(notebook, ensure_ascii=False)
