"""A class of twelve through nbgrader's whole workflow, by its own commands, with a real exchange folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import nbformat
import pytest
import tiny_class
from nb_course import ASSIGNMENT, CELLS, COURSE_ID, Change, NbCourse, answer, cell, fresh
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

DOUBLE, QUADRUPLE = CELLS
RIGHT = {DOUBLE: tiny_class.RIGHT, QUADRUPLE: tiny_class.QUADRUPLE}
PARTIAL = {DOUBLE: "def double(X):\n    return 2 * X.float()\n"}
WRONG = {DOUBLE: "def double(X):\n    return 3 * X\n", QUADRUPLE: "def quadruple(X):\n    return X\n"}


@dataclass(frozen=True)
class Student:
    """What someone writes and does; `score` is None for who hands in nothing."""

    score: float | None
    answers: Mapping[str, str]
    change: Change | None = None
    late: bool = False
    fetches: bool = True


def forge(notebook: Any) -> None:
    """Full marks in the outputs, more points in the metadata, the graded cell rewritten and there twice."""
    for name in CELLS.values():
        part = cell(notebook, name)
        part.metadata.nbgrader.points = 100
        part.source = "100.0"
        part.outputs = [new_output("execute_result", {"text/plain": "100.0"}, execution_count=1)]
    notebook.cells.insert(0, nbformat.from_dict({**cell(notebook, CELLS[DOUBLE]), "id": "again"}))


def deface(notebook: Any) -> None:
    """Markup for whoever opens the feedback."""
    html = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
    notebook.cells.insert(0, new_markdown_cell(html))
    output = new_output("display_data", {"text/html": html, "application/javascript": "document.title = 'taken'"})
    notebook.cells.append(new_code_cell("1", outputs=[output]))
    for name in CELLS.values():
        notebook.cells.remove(cell(notebook, name))


CLASS = {
    "ada": Student(7.0, RIGHT),
    "ben": Student(
        7.0, {DOUBLE: "def double(X):\n    return X + X\n", QUADRUPLE: "def quadruple(X):\n    return 4 * X\n"}
    ),
    "cleo": Student(3.0, PARTIAL),
    "dan": Student(1.0, WRONG),
    "eve": Student(0.0, {DOUBLE: tiny_class.VANISHES}),
    "fay": Student(0.0, {}),
    "gus": Student(7.0, RIGHT, late=True),
    "hal": Student(3.0, PARTIAL, late=True),
    "ida": Student(None, {}),
    "jon": Student(None, {}, fetches=False),
    "kim": Student(1.0, WRONG, forge),
    "leo": Student(1.0, WRONG, deface),
}
HANDED_IN = [name for name, student in CLASS.items() if student.score is not None]


@dataclass(frozen=True)
class School:
    """The course, the exchange, and the students' folders; they share one account, as in a computer room."""

    course: NbCourse
    homes: Path

    def students(self, names: Iterable[str], *args: str) -> None:
        """The same command for each of these students, in that student's folder."""
        for name in names:
            options = ("--course", COURSE_ID, "--student", name)
            self.course.nbgrader(*args, *options, cwd=self.homes / name, env={"HOME": str(self.homes)})

    def write_answers(self, names: Iterable[str]) -> None:
        for name in names:
            path = self.homes / name / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
            notebook = nbformat.read(path, as_version=4)
            answer(notebook, CLASS[name].answers)
            if change := CLASS[name].change:
                change(notebook)
            path.write_text(nbformat.writes(notebook), encoding="utf-8")

    def exported(self, name: str, *options: str) -> list[dict[str, str]]:
        self.course.nbgrader("export", "--to", name, *options)
        with (self.course.root / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def school(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> School:
    """Everything from the release to the feedback in the students' folders."""
    base = tmp_path_factory.mktemp("school")
    exchange = f"c.Exchange.root = {str(base / 'exchange')!r}"
    course = fresh(installation, base / "class", f'{exchange}\nc.LateSubmissionPlugin.penalty_method = "zero"')
    (base / "exchange").mkdir(mode=0o777)
    (base / "exchange").chmod(0o777)
    school = School(course, base / "homes")
    for name in CLASS:
        (school.homes / name).mkdir(parents=True)
        config = "from course_cli.nbgrader.config import configure\nc = get_config()\nconfigure(c)\n"
        (school.homes / name / "nbgrader_config.py").write_text(f"{config}{exchange}\n")
    (course.root / "class.csv").write_text("id\n" + "\n".join(CLASS))
    course.nbgrader("db", "student", "import", "class.csv")
    course.nbgrader("release_assignment", ASSIGNMENT)

    school.students((name for name, student in CLASS.items() if student.fetches), "fetch_assignment", ASSIGNMENT)
    school.write_answers(HANDED_IN)
    school.students((name for name in HANDED_IN if not CLASS[name].late), "submit", ASSIGNMENT)
    due = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    course.nbgrader("db", "assignment", "add", ASSIGNMENT, f"--duedate={due}")
    school.students((name for name in HANDED_IN if CLASS[name].late), "submit", ASSIGNMENT)

    course.nbgrader("collect", ASSIGNMENT)
    done = course.run("course_cli", "nbgrader", "autograde", ASSIGNMENT, "--course", ".", "--jobs", "2")
    assert done.stdout.splitlines()[0] == f"{len(HANDED_IN)} graded, 0 unchanged, 0 failed"
    course.nbgrader("generate_feedback", ASSIGNMENT)
    course.nbgrader("release_feedback", ASSIGNMENT)
    school.students(HANDED_IN, "fetch_feedback", ASSIGNMENT)
    return school


def test_nbgraders_own_export_has_our_scores(school: School, run_cli: Callable[..., Any]) -> None:
    rows = {row["student_id"]: row for row in school.exported("grades.csv")}
    submitted = str(school.course.root / "submitted")
    done = run_cli("grade", ASSIGNMENT, "--submissions", submitted, "--format", "json")
    ours = {name: report["score"] for name, report in json.loads(done.stdout)["submissions"].items()}
    assert ours == {name: CLASS[name].score for name in HANDED_IN}
    assert {name: float(row["raw_score"]) for name, row in rows.items()} == {
        name: ours.get(name, 0.0) for name in CLASS
    }
    for name, student in CLASS.items():
        penalty = student.score if student.late else 0.0
        assert float(rows[name]["late_submission_penalty"]) == penalty, name
        assert float(rows[name]["score"]) == (student.score or 0.0) - (penalty or 0.0), name
        assert float(rows[name]["max_score"]) == 7.0
        assert bool(rows[name]["timestamp"]) == (name in HANDED_IN)


def test_every_check_of_every_student_is_exported(school: School) -> None:
    exporter = "--exporter=course_cli.nbgrader.exporter.CheckResults"
    rows = school.exported("checks.csv", exporter)
    assert len(rows) == len(CLASS) * 4
    totals = {name: sum(float(row["score"]) for row in rows if row["student_id"] == name) for name in CLASS}
    assert totals == {name: student.score or 0.0 for name, student in CLASS.items()}
    missing = {row["student_id"] for row in rows if row["status"] == "missing"}
    assert missing == set(CLASS) - set(HANDED_IN)


def test_each_student_has_the_feedback_of_their_own_and_no_other(school: School) -> None:
    pages = {}
    for name in HANDED_IN:
        (page,) = (school.homes / name).glob(f"{ASSIGNMENT}/feedback/*/{ASSIGNMENT}.html")
        pages[name] = page.read_text(encoding="utf-8")
        counts = 0.0 if CLASS[name].late else CLASS[name].score
        assert f"(Score: {counts} / 7.0)" in pages[name]
    assert "What is 2 times X?" in pages["dan"]
    assert "every entry is doubled" in pages["ada"]
    assert "What is 2 times X?" not in pages["ada"]
    assert not (school.homes / "ida" / ASSIGNMENT / "feedback").exists()


def test_nothing_hidden_is_in_what_students_get(school: School) -> None:
    """Neither the graders' text nor a solution: what is released, exchanged and fed back."""
    given = [*(school.homes.parent / "exchange").rglob("*"), *school.homes.rglob("*")]
    texts = [path.read_text(encoding="utf-8") for path in given if path.suffix in (".html", ".ipynb", ".txt", ".py")]
    assert len(texts) > 3 * len(HANDED_IN)
    for hidden in ("assert_close", "inputs.normal", "BEGIN SOLUTION"):
        assert not any(hidden in text for text in texts)


def test_a_second_autograde_grades_nothing_anew(school: School) -> None:
    done = school.course.run("course_cli", "nbgrader", "autograde", ASSIGNMENT, "--course", ".", "--jobs", "2")
    assert done.stdout.splitlines()[0] == f"0 graded, {len(HANDED_IN)} unchanged, 0 failed"
