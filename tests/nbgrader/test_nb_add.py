"""`course_cli nbgrader add`: what it writes, what it keeps, and what it refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nb_room import ids, markdown, read, snapshot

from course_cli.cli.command import speaking
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError, WorkspaceError
from course_cli.nbgrader.add import add
from course_cli.nbgrader.add_merge import merge, read_notebook, write_notebook
from course_cli.nbgrader.source import build_notebook

CATALOG = Catalog.load()

RunCli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "classroom").mkdir()
    return tmp_path / "classroom"


def put(catalog: Catalog, course: Path, *names: str) -> dict[str, str]:
    return {written.path: written.status for written in add(catalog, catalog.resolve(names), course)}


SHAPES = "source/shapes/shapes.ipynb"
HEAD = ["shapes-lesson", "shapes-lesson-setup"]
DOUBLE = ["shapes-double-text", "shapes-double", "shapes-double-examples", "shapes-double-checks"]
QUADRUPLE = [name.replace("double", "quadruple") for name in DOUBLE]


def test_exercises_come_in_the_order_in_which_they_are_taught(catalog: Catalog, course: Path) -> None:
    assert put(catalog, course, "quadruple", "double") == {SHAPES: "new", "nbgrader_config.py": "new"}
    assert ids(read(course / SHAPES)) == [*HEAD, *DOUBLE, *QUADRUPLE]


def test_what_was_added_before_stays(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "quadruple")
    assert put(catalog, course, "double") == {SHAPES: "updated", "nbgrader_config.py": "unchanged"}
    assert ids(read(course / SHAPES)) == [*HEAD, *DOUBLE, *QUADRUPLE]
    assert put(catalog, course, "quadruple") == {SHAPES: "unchanged", "nbgrader_config.py": "unchanged"}


def test_cells_of_the_teachers_own_stay_where_they_are(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "quadruple")
    notebook = read(course / SHAPES)
    notebook.cells.insert(0, markdown("welcome"))
    notebook.cells.insert(3, markdown("before the exercise"))
    notebook.cells.append(markdown("goodbye"))
    notebook.metadata["mine"] = {"kept": True}
    nbformat.write(notebook, course / SHAPES)
    put(catalog, course, "double")
    merged = read(course / SHAPES)
    assert ids(merged) == ["welcome", *HEAD, "before the exercise", *DOUBLE, *QUADRUPLE, "goodbye"]
    assert merged.metadata["mine"] == {"kept": True}
    nbformat.validate(merged)
    before = snapshot(course)
    put(catalog, course, "double", "quadruple")
    assert snapshot(course) == before


def test_our_cells_are_renewed_where_the_teacher_put_them(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "shapes")
    notebook = read(course / SHAPES)
    notebook.cells = notebook.cells[:2] + notebook.cells[6:] + notebook.cells[2:6]
    notebook.cells[2].source = "changed"
    notebook.cells[2].metadata["collapsed"] = True
    notebook.cells[9].metadata["nbgrader"]["points"] = 1000.0
    notebook.cells[9].outputs = [nbformat.v4.new_output("stream", text="ran")]
    del notebook.cells[4]
    nbformat.write(notebook, course / SHAPES)
    put(catalog, course, "double")
    merged = read(course / SHAPES)
    assert ids(merged) == [*HEAD, *QUADRUPLE, *DOUBLE]
    assert merged.cells[2].source.startswith("### `quadruple`")
    assert merged.cells[2].metadata["collapsed"]
    assert merged.cells[9].metadata["nbgrader"]["points"] == 4
    assert merged.cells[9].outputs == []


def test_a_changed_course_changes_the_notebook(catalog: Catalog, course: Path, tiny_course: Path) -> None:
    put(catalog, course, "double")
    grader = tiny_course / "graders" / "shapes" / "test_double.py"
    grader.write_text(grader.read_text(encoding="utf-8").replace("@points(2", "@points(2.25"), encoding="utf-8")
    assert put(Catalog.load(tiny_course), course, "double")[SHAPES] == "updated"
    assert read(course / SHAPES).cells[-1].metadata["nbgrader"]["points"] == 4.25


def test_a_notebook_of_an_older_format_gets_cell_ids(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "double")
    data = json.loads((course / SHAPES).read_text(encoding="utf-8"))
    data["nbformat_minor"] = 4
    data["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": ["one\n", "two"]})
    for cell in data["cells"]:
        cell.pop("id", None)
    (course / SHAPES).write_text(json.dumps(data), encoding="utf-8")
    put(catalog, course, "double")
    merged = read(course / SHAPES)
    nbformat.validate(merged)
    assert merged.nbformat_minor == 5
    assert merged.cells[0].source == "one\ntwo"
    assert put(catalog, course, "double")[SHAPES] == "unchanged"


@given(data=st.data())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_merging_keeps_every_cell_of_the_teachers_in_order(data: st.DataObject) -> None:
    fresh = build_notebook(CATALOG, [exercise for exercise in CATALOG.exercises if exercise.chapter == "mlp"])
    kept = data.draw(st.lists(st.sampled_from(fresh.cells), unique_by=lambda cell: cell.id))
    own = [markdown(f"own {number}") for number in range(data.draw(st.integers(0, 5)))]
    cells = list(kept)
    for cell in own:
        cells.insert(data.draw(st.integers(0, len(cells))), cell)
    merged = merge(nbformat.v4.new_notebook(cells=cells), fresh)
    before, after = ids(nbformat.v4.new_notebook(cells=cells)), ids(merged)
    assert [name for name in after if name in before] == before
    assert sorted(name for name in after if not name.startswith("own ")) == sorted(ids(fresh))
    nbformat.validate(merged)
    assert write_notebook(merge(read_notebook(write_notebook(merged)), fresh)) == write_notebook(merged)


def other_notebook() -> bytes:
    return nbformat.writes(nbformat.v4.new_notebook(cells=[markdown("mine")])).encode()


REFUSED = {
    "another notebook": (other_notebook(), "holds none of this course's exercises"),
    "not JSON": (b"not json", "is not a notebook"),
    "JSON, no notebook": (b"[]", "is not a notebook of format 4"),
    "format 3": (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "of format 4"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is a broken notebook"),
    "cells that are none": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}', "is a broken"),
    "deep": (b'{"nbformat": 4, "cells": ' + b"[" * 100_000, "is not a notebook"),
    "not UTF-8": (b'{"nbformat": 4, "\xff": 1}', "is not a notebook"),
    "half a character": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"x": "\\ud800"}, "cells": []}', "is not"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_not_ours_is_refused_and_nothing_written(catalog: Catalog, course: Path, case: str) -> None:
    data, message = REFUSED[case]
    (course / SHAPES).parent.mkdir(parents=True)
    (course / SHAPES).write_bytes(data)
    with pytest.raises(UsageError, match=message):
        put(catalog, course, "all")
    assert snapshot(course) == {SHAPES: data}


def test_two_cells_of_one_id_are_refused(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "double")
    notebook = read(course / SHAPES)
    notebook.cells.append(nbformat.from_dict({**notebook.cells[3], "id": "another"}))
    nbformat.write(notebook, course / SHAPES)
    before = snapshot(course)
    with pytest.raises(UsageError, match="two cells with the nbgrader id shapes-double"):
        put(catalog, course, "double")
    assert snapshot(course) == before


def test_a_link_is_not_written_through(catalog: Catalog, course: Path, tmp_path: Path) -> None:
    (course / SHAPES).parent.mkdir(parents=True)
    (course / SHAPES).symlink_to(tmp_path / "elsewhere.ipynb")
    with pytest.raises(WorkspaceError, match="is a link"):
        put(catalog, course, "double")
    assert not (tmp_path / "elsewhere.ipynb").exists()


def test_missing_course_folder(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no such folder"):
        put(catalog, tmp_path / "nowhere", "double")


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("Autograde", "autograde_preprocessors"),
        ("Autograde", "sanitize_preprocessors"),
        ("Autograde", "exporter_class"),
        ("GenerateAssignment", "preprocessors"),
    ],
)
def test_a_json_that_outranks_our_settings_is_refused(catalog: Catalog, course: Path, section: str, name: str) -> None:
    (course / "nbgrader_config.json").write_text(json.dumps({"version": 1, section: {name: []}}))
    before = snapshot(course)
    with pytest.raises(UsageError, match=rf"nbgrader_config\.json sets {section}\.{name}"):
        put(catalog, course, "double")
    assert snapshot(course) == before


def test_a_json_of_other_settings_is_left_alone(catalog: Catalog, course: Path) -> None:
    path = course / "nbgrader_config.json"
    path.write_text('{"CourseDirectory": {"course_id": "mine"}, "Autograde": {"force": true}, "GenerateAssignment": 1}')
    assert put(catalog, course, "double")["nbgrader_config.py"] == "new"
    path.write_text("{")
    with pytest.raises(UsageError, match=r"nbgrader_config\.json is not JSON"):
        put(catalog, course, "double")


def test_in_chinese_where_that_is_spoken(run_cli: RunCli, course: Path) -> None:
    whole = Catalog.load()
    with speaking("zh"):
        chinese = build_notebook(whole, whole.resolve(["softmax"]), "zh")
    lesson, setup, text, answer, *_others, checks = (cell.source for cell in chinese.cells)
    assert "感知机" in lesson
    assert "按行计算的 softmax" in text
    assert "把每一行" in answer
    assert "### BEGIN SOLUTION" in answer
    assert "先运行这个单元格" in setup
    assert checks.startswith("# 18 分")
    for language, heading in (("zh", "# 形状"), ("en", "# Shapes")):
        done = run_cli("--lang", language, "nbgrader", "add", "double", "--course", str(course))
        assert done.returncode == 0, done.stderr
        assert read(course / SHAPES).cells[0].source == heading


def test_command(run_cli: RunCli, course: Path) -> None:
    done = run_cli("nbgrader", "add", "shapes", "count", "--course", str(course))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "new        source/shapes/shapes.ipynb   2 exercises, 7 points",
        "new        source/basics/basics.ipynb   1 exercise, 1.5 points",
        "new        nbgrader_config.py",
        f"Next, in {course}: nbgrader generate_assignment shapes",
    ]
    assert run_cli("nbgrader", "add", "nonsense", "--course", str(course)).returncode == 2
    assert run_cli("nbgrader", "add", "shapes", "--course", str(course / "nowhere")).returncode == 2
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.Autograde.autograde_preprocessors = []\nc.CourseDirectory.source_directory = 'x'\n")
    done = run_cli("nbgrader", "add", "shapes", "--course", str(course))
    assert "updated    nbgrader_config.py" in done.stdout
    assert "also sets Autograde.autograde_preprocessors; the course_cli block comes last" in done.stderr
    assert "sets CourseDirectory.source_directory; notebooks were put into source/ all the same" in done.stderr
