"""A teacher's own cells beside the course's: what people grade stays to be graded, and no student's markup is alive."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import headless
import nbformat
import pytest
import tiny_class
from hostile_text import PAYLOADS
from nb_course import ASSIGNMENT, CELLS, NbCourse, cell, fresh, printed
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

browser = headless.browser

DOUBLE, QUADRUPLE = CELLS
ANSWERS = {DOUBLE: tiny_class.RIGHT, QUADRUPLE: "def quadruple(X):\n    return 4 * X\n"}
TAKEN = "document.title = 'taken'"
MARKUP = f'<script>{TAKEN}</script><img src=x onerror="{TAKEN}"><svg onload="{TAKEN}">'
HIDDEN = "what only the teacher reads"
TEST = f"assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(2) == 4, {HIDDEN!r}\n### END HIDDEN TESTS"
LINK = f"[here](javascript:{TAKEN.replace(' ', '')})"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def marks(name: str, **more: Any) -> dict[str, Any]:
    basis = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**basis, **more}}


def teach(notebook: Any) -> None:
    """A plot and an essay that a person grades, a task, a test that nbgrader would run, and points of their own."""
    cell(notebook, CELLS[QUADRUPLE]).metadata.nbgrader.points = 10
    notebook.cells += [
        new_code_cell("# draw", metadata=marks("plot", grade=True, solution=True, points=2)),
        new_markdown_cell("Your words", metadata=marks("essay", grade=True, solution=True, points=3)),
        new_code_cell(TEST, metadata=marks("own-test", grade=True, locked=True, points=5)),
        new_markdown_cell("Find out more", metadata=marks("task", task=True, locked=True, points=1)),
    ]


def hand_in(notebook: Any) -> None:
    """An honest answer to the teacher's cells, and markup everywhere else."""
    cell(notebook, "plot").source = f"draw()  # {MARKUP}"
    cell(notebook, "plot").outputs = [
        new_output("display_data", {"image/png": PICTURE, "text/html": MARKUP}),
        new_output("execute_result", {"text/plain": "2.0", "application/javascript": TAKEN}),
        new_output("stream", name="stderr", text=f"a warning {MARKUP}"),
    ]
    cell(notebook, "essay").source = f"# *My* words\n\n{MARKUP}\n\n{LINK}\n\n$a < b$"
    notebook.cells += [
        new_markdown_cell(f"{MARKUP}\n\n{LINK}\n\n![x](attachment:gone.png)"),
        new_raw_cell(MARKUP, metadata={"raw_mimetype": "text/html"}),
        new_code_cell(f"'''{MARKUP}'''", outputs=[new_output("display_data", {"text/html": MARKUP})]),
    ]
    for payload in PAYLOADS.values():
        text = payload[:5000].encode("utf-8", "replace").decode()
        notebook.cells += [
            new_markdown_cell(text),
            new_raw_cell(text),
            new_code_cell(text, outputs=[new_output("display_data", {"text/plain": text})]),
        ]
    notebook.metadata.title = MARKUP
    notebook.metadata.language_info = {"name": "python", "pygments_lexer": f'x"{MARKUP}'}


@pytest.fixture(scope="module")
def course(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> NbCourse:
    course = fresh(installation, tmp_path_factory.mktemp("teacher") / "class")
    path = course.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    teach(notebook)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    course.nbgrader("generate_assignment", ASSIGNMENT, "--force")
    prints = f"import torch\ndef double(X):\n    print({MARKUP!r})\n    raise ValueError({MARKUP!r})\n"
    course.submit("hostile", {**ANSWERS, DOUBLE: prints}, hand_in)
    course.submit("untouched", ANSWERS)
    course.nbgrader("autograde", ASSIGNMENT)
    course.nbgrader("generate_feedback", ASSIGNMENT)
    return course


def grades(course: NbCourse, student: str) -> dict[str, tuple[float | None, bool]]:
    """The score that was given without a person, and whether one is waited for."""
    with course.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}


def test_what_a_person_grades_waits_for_one(course: NbCourse) -> None:
    found = grades(course, "hostile")
    assert found["plot"] == found["essay"] == found["task"] == (None, True)
    assert found[CELLS[DOUBLE]] == (0.0, False)


def test_points_of_a_teachers_own_are_what_a_score_is_out_of(course: NbCourse) -> None:
    assert grades(course, "hostile")[CELLS[QUADRUPLE]] == (10.0, False)
    assert "worth 10 points, of which it gets 10" in printed(course.autograded("hostile"), CELLS[QUADRUPLE])
    assert grades(course, "untouched")[CELLS[DOUBLE]] == (4.0, False)
    assert "worth" not in printed(course.autograded("untouched"), CELLS[DOUBLE])


def test_an_answer_that_nobody_wrote_is_no_work_for_anybody(course: NbCourse) -> None:
    found = grades(course, "untouched")
    assert found["plot"] == found["essay"] == (0.0, False)


def test_a_test_of_the_teachers_own_is_not_run_and_not_full_marks(course: NbCourse) -> None:
    """nbgrader gives all points to a graded cell without a result."""
    for student in ("hostile", "untouched"):
        assert grades(course, student)["own-test"] == (None, True)
        assert "was not run" in printed(course.autograded(student), "own-test")


def test_hidden_tests_that_were_not_run_are_shown_to_nobody(course: NbCourse) -> None:
    assert HIDDEN in (course.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    for student in ("hostile", "untouched"):
        page = course.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        assert HIDDEN not in page.read_text(encoding="utf-8")
        assert cell(course.autograded(student), "own-test").source == "assert double(1) == 2"


def test_whoever_grades_a_plot_sees_it(course: NbCourse) -> None:
    outputs = cell(course.autograded("hostile"), "plot").outputs
    assert outputs[0].data == {"image/png": PICTURE}
    assert [output.output_type for output in outputs] == ["display_data", "stream", "stream"]
    assert {output.name for output in outputs[1:]} == {"stdout"}


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.text.append(data)


def test_no_markup_of_a_students_is_alive_in_the_feedback(course: NbCourse) -> None:
    page = Elements()
    page.feed((course.root / "feedback" / "hostile" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8"))
    assert not any("taken" in script for script in page.text)
    assert ("img", {"src": f"data:image/png;base64,{PICTURE}"}) in [
        (tag, {"src": attributes.get("src")}) for tag, attributes in page.found if tag == "img"
    ]
    for tag, attributes in page.found:
        assert tag != "svg"
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        assert not any("script:" in (value or "") for value in attributes.values()), (tag, attributes)


def test_nothing_runs_in_a_teachers_browser(course: NbCourse, browser: Any) -> None:
    headless.look(browser)
    headless.show(browser, course.root / "feedback" / "hostile" / ASSIGNMENT / f"{ASSIGNMENT}.html")
    assert browser.title == ASSIGNMENT
    body = browser.find_element("tag name", "body").text
    assert "<script>" in body.replace("\u200b", "")
    assert "My words" in body


def test_a_fault_of_ours_writes_no_score_and_is_mended_by_the_next_run(
    installation: Path, tiny_course: Path, tmp_path: Path
) -> None:
    course = fresh(installation, tmp_path / "class", f"c.CageExecute.course_root = {str(tiny_course)!r}")
    course.submit("ada", ANSWERS)
    grader = tiny_course / "graders" / "shapes" / "test_double.py"
    sound = grader.read_text()
    grader.write_text(f"{sound}\nraise RuntimeError('broken')\n")
    done = course.run("course_cli", "nbgrader", "autograde", ASSIGNMENT, "--course", ".", status=3)
    assert done.stdout.splitlines()[0] == "0 graded, 0 unchanged, 1 failed"
    assert "ada: shapes/double: the grader of shapes/double" in done.stdout
    assert {score for score, _ in grades(course, "ada").values()} == {None}
    plain = course.nbgrader("autograde", ASSIGNMENT, status=1)
    assert "the grader of shapes/double" in plain.stderr
    grader.write_text(sound)
    course.run("course_cli", "nbgrader", "autograde", ASSIGNMENT, "--course", ".")
    assert course.scores("ada") == {DOUBLE: 4.0, QUADRUPLE: 3.0}
