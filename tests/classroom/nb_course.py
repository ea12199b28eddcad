"""An nbgrader course with the tiny course's chapter `shapes` in it, and nbgrader's own commands on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nb_warm import WarmNbgrader
from nbgrader.api import Gradebook

from course_cli.course.catalog import Catalog
from course_cli.nbgrader.add import add

ASSIGNMENT = "shapes"
COURSE_ID = "tiny"
CELLS = {"shapes/double": "shapes-double-checks", "shapes/quadruple": "shapes-quadruple-checks"}

Notebook = Any
Change = Callable[[Notebook], None]


@dataclass(frozen=True)
class NbCourse:
    """The folder of an nbgrader course, and the installation whose course_cli its nbgrader uses."""

    root: Path
    installation: Path

    def run(
        self, *args: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, status: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """One command in the course's folder; fails unless it ends with `status`."""
        done = subprocess.run(
            [sys.executable, "-m", *args],
            cwd=cwd or self.root,
            env={**environment(self.installation), **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert status is None or done.returncode == status, f"{args}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def nbgrader(
        self, *args: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, status: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """nbgrader's own command."""
        done = _warm(self.installation).run(args, cwd or self.root, env or {})
        assert status is None or done.returncode == status, f"{args}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def released(self) -> Notebook:
        """The notebook as a student gets it."""
        return nbformat.read(self.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)

    def submitted(self, student: str) -> Path:
        folder = self.root / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def submit(self, student: str, answers: Mapping[str, str], change: Change | None = None) -> Path:
        """Lay a student's notebook where `nbgrader collect` would."""
        notebook = self.released()
        answer(notebook, answers)
        if change is not None:
            change(notebook)
        path = self.submitted(student) / f"{ASSIGNMENT}.ipynb"
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        return path

    def autograded(self, student: str) -> Notebook:
        path = self.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        return nbformat.read(path, as_version=4)

    @contextmanager
    def gradebook(self) -> Any:
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", COURSE_ID) as gradebook:
            yield gradebook

    def scores(self, student: str) -> dict[str, float]:
        """The score of each exercise in nbgrader's gradebook."""
        with self.gradebook() as gradebook:
            notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            grades = {grade.name: grade for grade in notebook.grades}
            return {id_: grades[cell].score for id_, cell in CELLS.items() if cell in grades}


def environment(installation: Path) -> dict[str, str]:
    """The environment of someone who has activated the installation: nbgrader looks for `alembic` on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PYTHONPATH": str(installation), "PATH": path, "COLUMNS": "80"}


@cache
def _warm(installation: Path) -> WarmNbgrader:
    return WarmNbgrader(environment(installation))


def fresh(installation: Path, root: Path, change: str = "") -> NbCourse:
    """A course whose assignment is generated and of which nothing is submitted yet."""
    shutil.copytree(_generated(installation), root)
    if change:
        config = root / "nbgrader_config.py"
        config.write_text(f"{config.read_text()}\n{change}\n")
    return NbCourse(root, installation)


@cache
def _generated(installation: Path) -> Path:
    root = Path(tempfile.mkdtemp(dir=installation.parent)) / "class"
    root.mkdir()
    (root / "nbgrader_config.py").write_text(f'c = get_config()\nc.CourseDirectory.course_id = "{COURSE_ID}"\n')
    catalog = Catalog.load(installation)
    list(add(catalog, catalog.resolve([ASSIGNMENT]), root))
    NbCourse(root, installation).nbgrader("generate_assignment", ASSIGNMENT)
    return root


def cell(notebook: Notebook, grade_id: str) -> Any:
    """The first cell of that id."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def answer(notebook: Notebook, answers: Mapping[str, str]) -> None:
    """Write the text of each exercise into its answer cell."""
    for id_, text in answers.items():
        cell(notebook, id_.replace("/", "-")).source = text


def printed(notebook: Notebook, grade_id: str) -> str:
    """What a graded cell shows."""
    return "".join(output.text for output in cell(notebook, grade_id).outputs if output.output_type == "stream")
