"""What a student does to a notebook costs that student what was lost with it, and nobody else anything."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tiny_class
from nb_course import ASSIGNMENT, CELLS, NbCourse, fresh, printed

from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.nbgrader.sanitize_cells import TeacherCell, grade_id, mend
from course_cli.nbgrader.sanitize_text import inert_markdown, safe_attachments, safe_outputs
from course_cli.workspace.files import read_submission

DOUBLE, QUADRUPLE = CELLS
SOLUTION, CHECKS = "shapes-double", "shapes-double-checks"
RIGHT = {DOUBLE: tiny_class.RIGHT, QUADRUPLE: "def quadruple(X):\n    return 4 * X\n"}
FULL, HALF, NONE = (4.0, 3.0), (0.0, 3.0), (0.0, 0.0)


@dataclass(frozen=True)
class Case:
    scores: tuple[float, float]
    damage: Callable[[Any], object] | None = None
    replace: Callable[[Path], object] | None = None


def marks(notebook: Any, name: str = CHECKS) -> Any:
    return find(notebook, name)["metadata"]["nbgrader"]


def find(notebook: Any, name: str) -> Any:
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def again(notebook: Any, name: str, place: int) -> None:
    notebook["cells"].insert(place, copy.deepcopy(find(notebook, name)))


def drop(notebook: Any, *names: str) -> None:
    notebook["cells"] = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in names]


def each(notebook: Any, change: Callable[[Any], object]) -> None:
    for part in notebook["cells"]:
        change(part)


def nested(path: Path) -> None:
    text = json.loads(path.read_text())
    text["cells"][0]["metadata"]["deep"] = "DEEP"
    path.write_text(json.dumps(text).replace('"DEEP"', "[" * 100_000 + "]" * 100_000))


def linked(path: Path) -> None:
    target = path.parents[3] / "elsewhere.ipynb"
    os.replace(path, target)
    path.symlink_to(target)


def instead(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


CASES = {
    "a_neighbour": Case(FULL),
    # Cells that are there twice: nbgrader gives up the batch over these.
    "checks_twice": Case(FULL, lambda n: again(n, CHECKS, 0)),
    "checks_many_times": Case(FULL, lambda n: [again(n, CHECKS, i) for i in range(20)]),
    "answer_twice": Case(FULL, lambda n: again(n, SOLUTION, 0)),
    "everything_twice": Case(FULL, lambda n: n["cells"].extend(copy.deepcopy(n["cells"]))),
    "same_cell_ids": Case(FULL, lambda n: each(n, lambda c: c.update(id="same"))),
    # Cells that are gone, somewhere else, or something else.
    "no_checks": Case(FULL, lambda n: drop(n, CHECKS)),
    "no_answer": Case(HALF, lambda n: drop(n, SOLUTION)),
    "no_cells": Case(NONE, lambda n: n.update(cells=[])),
    "only_answers": Case(FULL, lambda n: drop(n, *(grade_id_of(c) for c in n["cells"] if not solution(c)))),
    "reversed": Case(FULL, lambda n: n["cells"].reverse()),
    "checks_markdown": Case(FULL, lambda n: find(n, CHECKS).update(cell_type="markdown")),
    "answer_markdown": Case(HALF, lambda n: find(n, SOLUTION).update(cell_type="markdown")),
    "checks_raw": Case(FULL, lambda n: find(n, CHECKS).update(cell_type="raw")),
    "checks_odd_type": Case(NONE, lambda n: find(n, CHECKS).update(cell_type=["code"])),
    "text_as_code": Case(FULL, lambda n: find(n, "shapes-double-text").update(cell_type="code", outputs=[])),
    # Metadata.
    "renamed_checks": Case(FULL, lambda n: marks(n).update(grade_id="mine")),
    "renamed_answer": Case(FULL, lambda n: marks(n, SOLUTION).update(grade_id="mine")),
    "swapped_names": Case(
        FULL, lambda n: (marks(n).update(grade_id=SOLUTION), n["cells"].append(copy.deepcopy(find(n, SOLUTION))))
    ),
    "points": Case(FULL, lambda n: marks(n).update(points=-3)),
    "points_text": Case(FULL, lambda n: marks(n).update(points="many")),
    "not_graded": Case(FULL, lambda n: marks(n).update(grade=False, locked=False)),
    "old_schema": Case(FULL, lambda n: marks(n).update(schema_version=1)),
    "new_schema": Case(FULL, lambda n: marks(n).update(schema_version=99)),
    "extra_key": Case(FULL, lambda n: marks(n).update(mine={"a": 1})),
    "marks_text": Case(FULL, lambda n: find(n, CHECKS)["metadata"].update(nbgrader="full marks")),
    "no_marks": Case(FULL, lambda n: each(n, lambda c: c["metadata"].clear())),
    "no_metadata": Case(FULL, lambda n: each(n, lambda c: c.pop("metadata"))),
    "kernel": Case(FULL, lambda n: n["metadata"].update(kernelspec={"name": "../../x"}, language_info=[])),
    "countless": Case(FULL, lambda n: n["cells"][0]["metadata"].update(many=[{}] * 300_000)),
    "format": Case(FULL, lambda n: n.update(nbformat_minor=0)),
    "checks_text": Case(FULL, lambda n: find(n, CHECKS).update(source="1000.0")),
    "surrogates": Case(NONE, lambda n: n["cells"].append({**copy.deepcopy(n["cells"][0]), "source": "\ud800 \x1b[2J"})),
    "outputs_odd": Case(FULL, lambda n: find(n, SOLUTION).update(outputs=[{"output_type": "stream", "text": 7}, 3])),
    # Files that are no notebooks.
    "empty": Case(NONE, replace=lambda p: p.write_bytes(b"")),
    "not_json": Case(NONE, replace=lambda p: p.write_bytes(b"\x00\xff not JSON")),
    "a_list": Case(NONE, replace=lambda p: p.write_text("[]")),
    "half_a_file": Case(NONE, replace=lambda p: p.write_text(p.read_text()[:700])),
    "nested": Case(NONE, replace=nested),
    "link": Case(NONE, replace=linked),
    "pipe": Case(NONE, replace=instead(os.mkfifo)),
    "folder": Case(NONE, replace=instead(os.mkdir)),
    "z_neighbour": Case(FULL),
}


def grade_id_of(part: Any) -> str:
    return str(part["metadata"].get("nbgrader", {}).get("grade_id"))


def solution(part: Any) -> bool:
    return bool(part["metadata"].get("nbgrader", {}).get("solution"))


@pytest.fixture(scope="module")
def course(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> NbCourse:
    """Every damaged notebook between two sound ones, in one `nbgrader autograde` that must not fail."""
    course = fresh(installation, tmp_path_factory.mktemp("damage") / "class")
    for name, case in CASES.items():
        path = course.submit(name, RIGHT)
        if case.damage is not None:
            notebook = json.loads(path.read_text())
            case.damage(notebook)
            path.write_text(json.dumps(notebook))
        if case.replace is not None:
            case.replace(path)
    course.nbgrader("autograde", ASSIGNMENT)
    return course


@pytest.fixture(scope="module")
def ours(course: NbCourse, installation: Path) -> dict[str, dict[str, float]]:
    """What course_cli makes of the same files."""
    catalog = Catalog.load(installation)
    found = {}
    with Engine(catalog, list(CELLS)) as engine:
        for name in CASES:
            report = engine.grade(read_submission(course.root / "submitted" / name, catalog), list(CELLS))
            found[name] = {exercise.id: exercise.score for exercise in report.exercises}
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_damage_is_its_students_alone(course: NbCourse, ours: dict[str, dict[str, float]], name: str) -> None:
    assert course.scores(name) == dict(zip(CELLS, CASES[name].scores, strict=True)) == ours[name]


@pytest.mark.parametrize("name", CASES)
def test_every_graded_cell_is_there_once_and_says_why(course: NbCourse, name: str) -> None:
    notebook = course.autograded(name)
    names = [part.metadata.nbgrader.grade_id for part in notebook.cells if "nbgrader" in part.metadata]
    assert len(names) == len(set(names))
    for (id_, checks), score in zip(CELLS.items(), CASES[name].scores, strict=True):
        assert id_ in printed(notebook, checks)
        assert f"Score {score:g}/" in printed(notebook, checks)


def test_it_says_what_was_wrong_with_a_cell(course: NbCourse) -> None:
    said = {
        "checks_twice": "2 times",
        "no_checks": "was put back",
        "checks_markdown": "changed back",
        "points": "points",
        "checks_text": "was restored",
        "answer_markdown": "not code, and was not graded",
        "answer_twice": "The answer's cell: it was there 2 times",
        "not_json": "not a notebook",
        "link": "a link",
    }
    for name, words in said.items():
        assert words in printed(course.autograded(name), CHECKS), name


def test_feedback_can_be_made_of_all_of_them(course: NbCourse) -> None:
    course.nbgrader("generate_feedback", ASSIGNMENT)
    assert {path.parts[-3] for path in (course.root / "feedback").glob("*/*/*.html")} == set(CASES)


def teacher(name: str, **more: Any) -> TeacherCell:
    return TeacherCell(name, "code", f"# {name}", "0" * 32, locked=not more.get("solution"), **more)


TEACHERS = [teacher("a", solution=True), teacher("b", grade=True, points=1.0), teacher("c", grade=True, points=2.0)]


def test_what_comes_back_comes_back_in_its_place() -> None:
    def named(name: str) -> dict[str, Any]:
        return {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": name}}}

    def order(*names: str) -> list[str]:
        return [grade_id(cell) for cell in mend([named(name) for name in names], TEACHERS)]

    assert order("a", "b", "c") == ["a", "b", "c"]
    assert order("a", "c") == ["a", "b", "c"]
    assert order("a") == ["a", "b", "c"]
    assert order() == ["b", "c"]
    assert order("c", "a") == ["c", "a", "b"]
    assert order("x", "a") == ["", "a", "b", "c"]


@pytest.mark.parametrize(
    "cell", [{}, {"cell_type": "code"}, {"metadata": None, "source": 3}, {"metadata": {"nbgrader": {"grade_id": []}}}]
)
def test_a_cell_may_be_anything(cell: dict[str, Any]) -> None:
    assert len(mend([cell], TEACHERS)) == 3


LIVE = ["<script>x</script>", "<img src=x onerror=y>", "</div>", "<!-- x", "<?x", "<SVG/onload=x>"]
LINKS = [
    "[x](javascript:y)", "![x](  javascript:y)", "[x](<javascript:y>)", "[x](java&#115;cript:y)", "[x]:\njavascript:y",
    "[x](page.html)", "[x](figures/a.svg)",
    "[x][a]\n\n[a]: data:text/html,y", "[x](\\javascript:y)", "[x](vbscript:y \"t\")", "[x](<a\tjavascript:y>)",
]  # fmt: skip


@pytest.mark.parametrize("text", LIVE)
def test_no_markup_is_left_in_a_students_text(text: str) -> None:
    assert not any(f"<{character}" in inert_markdown(text) for character in "abcdefghijklmnopqrstuvwxyzABCDEFGHS/!?")


@pytest.mark.parametrize("text", LINKS)
def test_no_link_can_run_anything(text: str) -> None:
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    shown = markdown2html_mistune(inert_markdown(text))
    assert "script:" not in shown.replace(" ", "").partition('href="')[2].partition('"')[0]
    assert "data:" not in shown
    assert "page" not in shown
    assert "svg" not in shown


@pytest.mark.parametrize(
    "text",
    ["# A *title*", "$a < b$ and `x < y`", "[x](https://a.b/c?d=1&e=2#f)", "![x](figures/a.png)", "| a |\n|--|\n| b |"],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert inert_markdown(text) == text


def test_only_pictures_and_text_are_left_of_outputs() -> None:
    picture = {"image/png": "aGVsbG8=", "text/html": "<b>", "text/plain": "<Figure>"}
    outputs = [
        {"output_type": "display_data", "data": picture},
        {"output_type": "execute_result", "data": {"text/plain": "1000.0"}},
        {"output_type": "execute_result", "data": {"text/html": "<script>", "application/javascript": "x"}},
        {"output_type": "stream", "name": "stderr", "text": "\x1b[31mred"},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["<script>"]},
        "odd",
    ]
    safe = safe_outputs(outputs)
    assert [output["output_type"] for output in safe] == ["display_data", "stream", "stream", "stream"]
    assert safe[0]["data"] == {"image/png": "aGVsbG8="}
    assert [output["text"] for output in safe[1:]] == ["1000.0", "red", "E: v"]
    assert all(output["name"] == "stdout" for output in safe[1:])


def test_only_pictures_are_left_of_attachments() -> None:
    attachments = {
        "a.png": {"image/png": "aGVsbG8="},
        "b.svg": {"image/svg+xml": "<svg/>"},
        "c)": {"image/png": "aA=="},
    }
    assert safe_attachments(attachments) == {"a.png": {"image/png": "aGVsbG8="}}
    assert inert_markdown("![x](attachment:b.svg) ![x](attachment:a.png)", {"a.png"}).count("attachment:a.png") == 1
    assert "attachment:b.svg" not in inert_markdown("![x](attachment:b.svg)", {"a.png"})
