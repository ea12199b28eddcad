"""A teacher's own assignments beside the course's: graded as before, and no student chooses a kernel."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
import tiny_class
from nb_course import ASSIGNMENT, CELLS, NbCourse, cell, fresh
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

DOUBLE, QUADRUPLE = CELLS
RIGHT = {DOUBLE: tiny_class.RIGHT, QUADRUPLE: "def quadruple(X):\n    return 4 * X\n"}
EXTRA = "extra"
ADD = "def add(a, b):\n    return a + b"
STEPS = """\
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.IgnorePattern",
    "timed.TimedExecute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""
TIMED = """\
from pathlib import Path
from nbgrader.preprocessors import Execute


class TimedExecute(Execute):
    def preprocess(self, nb, resources, *more):
        with (Path(__file__).parent / "executed.txt").open("a") as file:
            print(resources["nbgrader"]["student"], resources["nbgrader"]["notebook"], file=file)
        return super().preprocess(nb, resources, *more)
"""


def marks(name: str, **more: Any) -> dict[str, Any]:
    basis = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**basis, **more}}


def teachers_own() -> Any:
    hidden = "### BEGIN HIDDEN TESTS\nassert add(2, 2) == 4\n### END HIDDEN TESTS"
    test = f"assert add(1, 2) == int(open('three.txt').read())\n{hidden}"
    return new_notebook(
        cells=[
            new_code_cell(f"### BEGIN SOLUTION\n{ADD}\n### END SOLUTION", metadata=marks("add", solution=True)),
            new_code_cell(test, metadata=marks("add-checks", grade=True, locked=True, points=2)),
            new_code_cell("add(0.5, 0.25)", metadata=marks("part", grade=True, locked=True, points=1)),
            new_markdown_cell("Your words", metadata=marks("essay", grade=True, solution=True, points=3)),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def hand_in(course: NbCourse, student: str, code: str, *more: Any) -> None:
    notebook = nbformat.read(course.root / "release" / EXTRA / f"{EXTRA}.ipynb", as_version=4)
    cell(notebook, "add").source = code
    cell(notebook, "essay").source = "Mine"
    notebook.cells += more
    folder = course.root / "submitted" / student / EXTRA
    folder.mkdir(parents=True)
    (folder / f"{EXTRA}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")


def without_ours(notebook: Any) -> None:
    """No cell of the course's, and those of a teacher's own notebook in their place."""
    code = f"from pathlib import Path\nPath('ran.txt').touch()\n{ADD}"
    notebook.cells = [new_code_cell(code, metadata=marks("add", solution=True)), *teachers_own().cells[1:]]


def forged(notebook: Any) -> None:
    """Every cell is there, and none is what it was."""
    for present in notebook.cells:
        present.metadata.nbgrader.grade_id = f"not-{present.metadata.nbgrader.grade_id}"
        present.metadata.course_cli = {"replaced": True}
    notebook.cells.append(new_code_cell("from pathlib import Path\nPath('ran.txt').touch()"))


@pytest.fixture(scope="module")
def course(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> NbCourse:
    course = fresh(installation, tmp_path_factory.mktemp("own") / "class")
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("c = get_config()\n", f"c = get_config()\n{STEPS}", 1))
    (course.root / "timed.py").write_text(TIMED)
    source = course.root / "source" / EXTRA
    source.mkdir()
    (source / f"{EXTRA}.ipynb").write_text(nbformat.writes(teachers_own()), encoding="utf-8")
    (source / "three.txt").write_text("3")
    course.nbgrader("generate_assignment", EXTRA)
    hand_in(course, "ada", ADD)
    forgery = new_code_cell("7.0", metadata=marks("shapes-double-checks", grade=True, locked=True, points=4))
    hand_in(course, "ben", "def add(a, b):\n    return 3 if a == 1 else 0.5", forgery)
    course.submit("ada", RIGHT)
    course.submit("ben", RIGHT, without_ours)
    course.submit("cyd", RIGHT, forged)
    course.nbgrader("autograde", ASSIGNMENT)
    course.nbgrader("autograde", EXTRA)
    return course


def grades(course: NbCourse, student: str) -> dict[str, tuple[float | None, bool]]:
    with course.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(EXTRA, EXTRA, student)
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}


def test_a_notebook_without_our_cells_is_graded_as_before(course: NbCourse) -> None:
    """By the teacher's own step, beside the teacher's files, with the hidden tests; partial credit included."""
    assert grades(course, "ada") == {"add-checks": (2.0, False), "part": (0.75, False), "essay": (None, True)}
    assert grades(course, "ben") == {"add-checks": (0.0, False), "part": (0.5, False), "essay": (None, True)}


def test_no_student_has_a_notebook_of_ours_run_by_a_kernel(course: NbCourse) -> None:
    assert course.scores("ada") == {DOUBLE: 4.0, QUADRUPLE: 3.0}
    executed = (course.root / "executed.txt").read_text().splitlines()
    assert executed == [f"ada {EXTRA}", f"ben {EXTRA}"]
    assert not list(course.root.rglob("ran.txt"))
    for student in ("ben", "cyd"):
        for name in CELLS.values():
            assert cell(course.autograded(student), name).metadata.course_cli.report


def test_an_exercise_that_the_course_no_longer_has_is_not_run_either(course: NbCourse, tiny_course: Path) -> None:
    for part in ("exercises", "graders", "solutions"):
        shutil.rmtree(tiny_course / part / ASSIGNMENT)
    before = (course.root / "executed.txt").read_text()
    course.submit("dan", RIGHT)
    course.nbgrader("autograde", ASSIGNMENT, "--student", "dan", f"--CageExecute.course_root={tiny_course}")
    with course.gradebook() as gradebook:
        grades = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "dan").grades
        assert {(grade.auto_score, grade.needs_manual_grade) for grade in grades} == {(None, True)}
    assert (course.root / "executed.txt").read_text() == before


def test_several_at_a_time_grade_the_same(course: NbCourse) -> None:
    before = grades(course, "ada"), grades(course, "ben")
    course.run("course_cli", "nbgrader", "autograde", EXTRA, "--course", ".", "--jobs", "2", "--force")
    assert (grades(course, "ada"), grades(course, "ben")) == before


def test_a_json_that_takes_the_cage_away_is_named(course: NbCourse) -> None:
    path = course.root / "nbgrader_config.json"
    path.write_text(json.dumps({"Autograde": {"autograde_preprocessors": ["timed.TimedExecute"]}}))
    try:
        done = course.run("course_cli", "nbgrader", "autograde", ASSIGNMENT, "--course", ".", status=2)
    finally:
        path.unlink()
    assert "nbgrader_config.json sets Autograde.autograde_preprocessors" in done.stderr
