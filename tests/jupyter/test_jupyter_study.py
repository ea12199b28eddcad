"""The notebook for self-study: what it holds, how it is fetched, and that commands grade it as the magics do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import tiny_course as tiny

from course_cli.course.catalog import Catalog, read_text
from course_cli.course.stubs import make_stub, solution_lines, without_markers
from course_cli.jupyter.study import LOAD, study_notebook
from course_cli.workspace.notebook import modules_of

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

CATALOG = Catalog.load()
BOOK = "shapes/shapes.ipynb"


@pytest.mark.parametrize("chapter", CATALOG.chapters)
def test_lesson_stubs_and_a_check_of_each_exercise(chapter: str) -> None:
    data = study_notebook(CATALOG, chapter)
    assert data == study_notebook(CATALOG, chapter)
    notebook = nbformat.reads(data.decode(), as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert first.source.splitlines()[-1] == LOAD
    exercises = CATALOG.resolve([chapter])
    checks = [cell.source for cell in notebook.cells if cell.source.startswith("%grade ")]
    assert [CATALOG.resolve([line.removeprefix("%grade ")]) for line in checks] == [(one,) for one in exercises]
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "](figures/" not in text
    shown = {line.strip() for line in text.splitlines()}
    for exercise in exercises:
        solution = read_text(exercise.solution_path or Path())
        public = {line.strip() for line in make_stub(solution).splitlines()}
        secret = {solution.splitlines()[number - 1].strip() for number in solution_lines(solution)} - public
        assert not {line for line in secret if len(line) > 12 and not line.startswith(("import ", "from "))} & shown
    # To those who grade the file it is the stubs, and there is nothing to say of the magics.
    modules = modules_of(data, chapter, CATALOG)
    assert modules.untouched == {exercise.file for exercise in exercises}
    assert modules.notes == ()


def test_what_a_learner_wrote_is_kept(run_cli: RunCli, tmp_path: Path) -> None:
    first = run_cli("fetch", "double", "--notebook")
    assert first.stdout == f"new         {BOOK}\n"
    path = tmp_path / "here" / BOOK
    released = path.read_bytes()
    assert run_cli("fetch", "shapes", "--notebook").stdout == "1 file up to date\n"
    path.write_bytes(released + b" ")
    assert f"kept        {BOOK}   (you edited it)" in run_cli("fetch", "shapes", "--notebook").stdout
    assert path.read_bytes() == released + b" "
    fresh = run_cli("fetch", "shapes", "--notebook", "--fresh")
    assert f"fresh copy  {BOOK}   (yours is now shapes/shapes.backup-1.ipynb)" in fresh.stdout
    assert path.read_bytes() == released
    assert (path.parent / "shapes.backup-1.ipynb").read_bytes() == released + b" "


def test_a_newer_one_is_laid_beside(run_cli: RunCli, tmp_path: Path) -> None:
    run_cli("fetch", "shapes", "--notebook")
    path = tmp_path / "here" / BOOK
    path.write_bytes(path.read_bytes() + b" ")
    translated = run_cli("fetch", "shapes", "--notebook", "--lang", "zh")
    assert "shapes.new-1.ipynb" in translated.stdout
    (newer,) = path.parent.glob("shapes.new-1.ipynb")
    assert "形状" in newer.read_text(encoding="utf-8")
    assert run_cli("grade", "double").stderr == ""  # a copy is no second notebook


def test_a_kits_notebooks_come_as_they_were_released(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    run_cli("release", "shapes", "--out", "kit")
    fetched = run_cli("fetch", "shapes", "--notebook", "--from", "kit", "--into", "mine")
    assert fetched.returncode == 0
    assert {path.name for path in (here / "mine").rglob("*") if path.is_file()} == {"shapes.ipynb", "fetched.json"}
    assert (here / "mine" / BOOK).read_bytes() == (here / "kit" / BOOK).read_bytes()
    manifest = json.loads((here / "kit" / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != BOOK]
    (here / "kit" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    refused = run_cli("fetch", "shapes", "--notebook", "--from", "kit", "--into", "other")
    assert refused.returncode == 2
    assert "the kit has no shapes/shapes.ipynb" in refused.stderr
    assert not (here / "other").exists()


def test_a_class_is_graded_as_one_learner_is(run_cli: RunCli, tmp_path: Path) -> None:
    run_cli("fetch", "shapes", "--notebook", "--into", "class/ann")
    path = tmp_path / "here" / "class/ann" / BOOK
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    answers = {"shapes-double": without_markers(tiny.DOUBLE), "shapes-quadruple": tiny.MUTANT_QUADRUPLE}
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
    one = json.loads(run_cli("grade", "--path", "class/ann", "--format", "json").stdout)
    many = run_cli("grade", "--submissions", "class", "--format", "json")
    scores = {exercise["id"]: exercise["score"] for exercise in one["exercises"]}
    assert scores == {"shapes/double": 4, "shapes/quadruple": 0}
    (ann,) = json.loads(many.stdout)["submissions"].values()
    assert {exercise["id"]: exercise["score"] for exercise in ann["exercises"]} == scores
    assert "dropped" not in many.stderr
