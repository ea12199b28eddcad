"""The export plugin: a row for each check, found from any folder, that no spreadsheet is tricked by."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
import tiny_class
from nb_course import ASSIGNMENT, CELLS, NbCourse, fresh

DOUBLE, QUADRUPLE = CELLS
EXPORTER = "--exporter=course_cli.nbgrader.exporter.CheckResults"
RIGHT = {DOUBLE: tiny_class.RIGHT, QUADRUPLE: "def quadruple(X):\n    return 4 * X\n"}
FORMULA = {
    **RIGHT,
    DOUBLE: "def double(X):\n    raise ValueError('=cmd|x!A1\\n@SUM(1)')\n",
}


@pytest.fixture(scope="module")
def course(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> NbCourse:
    """One right, one with a formula, one corrected by a person, one whose autograde is still to come, one missing."""
    course = fresh(installation, tmp_path_factory.mktemp("export") / "class")
    (course.root / "class.csv").write_text("id\nmia\n")
    course.nbgrader("db", "student", "import", "class.csv")
    for name, answers in {"ada": RIGHT, "=ben": FORMULA, "cleo": RIGHT, "dan": RIGHT}.items():
        course.submit(name, answers)
    course.nbgrader("autograde", ASSIGNMENT)
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(CELLS[DOUBLE], ASSIGNMENT, ASSIGNMENT, "cleo")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        for grade in gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "dan").grades:
            grade.auto_score = None
        gradebook.db.commit()
    shutil.rmtree(course.root / "autograded" / "dan")
    return course


def exported(course: NbCourse, *options: str) -> list[dict[str, str]]:
    course.nbgrader("export", EXPORTER, *options)
    with (course.root / "checks.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows(course: NbCourse) -> list[dict[str, str]]:
    return exported(course)


def of(rows: list[dict[str, str]], student: str) -> list[dict[str, str]]:
    return [row for row in rows if row["student_id"] == student]


def test_one_row_a_student_and_check(rows: list[dict[str, str]]) -> None:
    checks = [("shapes/double", "values"), ("shapes/double", "empty"), ("shapes/double", "dtype")]
    checks.append(("shapes/quadruple", "values"))
    for student in ("ada", "cleo", "dan", "mia", "'=ben"):
        assert [(row["exercise"], row["check"]) for row in of(rows, student)] == checks, student
    assert len(rows) == 5 * len(checks)


def test_a_right_answers_rows(rows: list[dict[str, str]]) -> None:
    first, *_, last = of(rows, "ada")
    assert first["title"] == "every entry is doubled"
    assert [first["points"], first["score"], first["status"]] == ["2", "2", "passed"]
    assert [first["cell_score"], first["cell_points"], first["needs_review"]] == ["4", "4", "no"]
    assert [last["notebook"], last["points"], last["score"], last["cell_points"]] == [ASSIGNMENT, "3", "3", "3"]


def test_what_a_person_changed_is_there_beside_the_checks(rows: list[dict[str, str]]) -> None:
    assert {row["cell_score"] for row in of(rows, "cleo") if row["exercise"] == DOUBLE} == {"1.5"}
    assert sum(float(row["score"]) for row in of(rows, "cleo")) == 7.0


def test_not_graded_yet_is_not_a_zero(rows: list[dict[str, str]]) -> None:
    assert {(row["score"], row["status"]) for row in of(rows, "dan")} == {("", "not graded")}


def test_nothing_handed_in_is_a_zero(rows: list[dict[str, str]]) -> None:
    assert {(row["score"], row["status"], row["submitted"]) for row in of(rows, "mia")} == {("0", "missing", "")}


def test_nothing_becomes_a_formula(rows: list[dict[str, str]]) -> None:
    (first, *_) = of(rows, "'=ben")
    assert "ValueError" in first["message"]
    assert not any(value.lstrip().startswith(("=", "@", "+", "-")) for row in rows for value in row.values())
    assert not any("\n" in value for row in rows for value in row.values())


def test_nbgraders_own_options_choose_and_the_folder_is_the_teachers(course: NbCourse, tmp_path: Path) -> None:
    rows = exported(course, "--student=['ada']", f"--assignment=['{ASSIGNMENT}']")
    assert {row["student_id"] for row in rows} == {"ada"}
    assert exported(course, "--assignment=['other']") == []
    target = tmp_path / "elsewhere.csv"
    course.nbgrader("export", EXPORTER, "--to", str(target), f"--CourseDirectory.root={course.root}", cwd=tmp_path)
    assert len(target.read_text().splitlines()) == 21
