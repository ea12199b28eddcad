"""`course_cli reset`, of files and of notebooks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pexpect
import pytest
import tiny_course as tiny
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.course.stubs import make_stub
from course_cli.jupyter.study import study_notebook
from course_cli.workspace.files import MAX_FILE_BYTES
from course_cli.workspace.notebook import modules_of

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

STUB = make_stub(tiny.DOUBLE)
BOOK = "shapes/shapes.ipynb"
ANSWER = "import torch\n\ndef double(X):\n    return 3 * X\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def book(installation: Path, here: Path) -> Path:
    """The chapter's notebook as JupyterLab leaves it once both answers have run, and a cell of the learner's own."""
    path = here / BOOK
    path.parent.mkdir()
    content = json.loads(study_notebook(Catalog.load(installation), "shapes"))
    for name, source in (("double", ANSWER), ("quadruple", "def quadruple(X):\n    return 4 * X")):
        ran = {"output_type": "stream", "name": "stdout", "text": [f"{name} ran\n"]}
        cell(content, name).update(source=source.splitlines(keepends=True), outputs=[ran], execution_count=7)
    own = {"cell_type": "code", "id": "own", "metadata": {"mine": [1.5, None]}, "source": "x = 'ü\\n'\n",
           "outputs": [{"output_type": "stream", "name": "stdout", "text": "0\n"}], "execution_count": 3}  # fmt: skip
    content["cells"].append(own)
    content["metadata"]["mine"] = {"deep": ["\U0001f600"]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def cell(content: Any, name: str) -> Any:
    found = [one for one in content["cells"] if one["metadata"].get("nbgrader", {}).get("grade_id") == f"shapes-{name}"]
    assert len(found) == 1
    return found[0]


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def untouched(book: Path, installation: Path) -> list[str]:
    found = modules_of(book.read_bytes(), "shapes", Catalog.load(installation))
    return sorted(found.untouched)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_fresh_start_keeps_what_was_written(run_cli: RunCli, here: Path, newline: str) -> None:
    own = tiny.MUTANT_DOUBLE.replace("\n", newline).encode()
    for number in (1, 2):
        put(here / "shapes/double.py", "")
        (here / "shapes/double.py").write_bytes(own)
        result = run_cli("reset", "double", "--yes")
        assert result.returncode == 0, result.stderr
        assert result.stdout == (
            f"shapes/double.py is the stub again; yours is now shapes/double.backup-{number}.py.\n"
        )
        assert (here / f"shapes/double.backup-{number}.py").read_bytes() == own
    assert (here / "shapes/double.py").read_bytes() == STUB.replace("\n", newline).encode()
    assert run_cli("reset", "double", "--yes").stdout == "shapes/double.py is the stub already.\n"
    assert json.loads(run_cli("status", "--format", "json").stdout)["chapters"][1]["exercises"][0]["state"] == (
        "untouched"
    )


def test_reset_brings_what_is_gone_and_asks_on_a_terminal(run_cli: RunCli, here: Path, installation: Path) -> None:
    refused = run_cli("reset", "double")
    assert (refused.returncode, "--yes" in refused.stderr) == (2, True)
    assert run_cli("reset", "double", "--yes").stdout == "shapes/double.py is the stub again.\n"
    put(here / "shapes/double.py", tiny.DOUBLE)
    for answer, after in (("n", tiny.DOUBLE), ("y", STUB)):
        child = pexpect.spawn(
            sys.executable, ["-m", "course_cli", "reset", "double"], cwd=str(here), encoding="utf-8", timeout=30,
            env={"PYTHONPATH": str(installation), "PATH": ""},
        )  # fmt: skip
        child.expect("Put the stub of shapes/double back")
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0
        assert (here / "shapes/double.py").read_text(encoding="utf-8") == after


def test_a_file_that_is_too_large_to_be_read_is_reset_too(run_cli: RunCli, here: Path) -> None:
    own = "#" * (MAX_FILE_BYTES + 1)
    put(here / "shapes/double.py", own)
    result = run_cli("reset", "double", "--yes")
    assert "yours is now shapes/double.backup-1.py" in result.stdout, result.stderr
    assert (here / "shapes/double.py").read_text(encoding="utf-8") == STUB
    assert (here / "shapes/double.backup-1.py").read_text(encoding="utf-8") == own


def test_a_link_is_not_written_through(run_cli: RunCli, here: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.py"
    put(elsewhere, "x = 1\n")
    (here / "shapes").mkdir()
    (here / "shapes/double.py").symlink_to(elsewhere)
    assert run_cli("reset", "double", "--yes").returncode == 2
    assert elsewhere.read_text(encoding="utf-8") == "x = 1\n"


def test_one_cell_of_a_notebook(run_cli: RunCli, here: Path, book: Path, installation: Path) -> None:
    before = book.read_bytes()
    assert run_cli("grade", "double").returncode == 1
    result = run_cli("reset", "double", "--yes")
    assert result.returncode == 0, result.stderr
    assert f"{BOOK}: 1 answer is the stub again; the notebook as it was is now shapes/shapes.backup-1.ipynb.\n" in (
        result.stdout
    )
    assert (here / "shapes/shapes.backup-1.ipynb").read_bytes() == before
    assert sorted(path.name for path in book.parent.iterdir()) == ["shapes.backup-1.ipynb", book.name]
    after, expected = loaded(book), json.loads(before)
    assert "".join(cell(after, "double")["source"]) == STUB.rstrip("\n")
    cell(expected, "double").update(source=cell(after, "double")["source"], outputs=[], execution_count=None)
    assert after == expected
    assert untouched(book, installation) == ["shapes/double.py"]
    assert run_cli("reset", "double", "--yes").stdout == f"There are only stubs in {BOOK} already.\n"
    # The notebook is the learner's before and after: fetching the chapter again takes nothing of it away.
    assert run_cli("fetch", "shapes", "--notebook").stdout.startswith(f"kept        {BOOK} ")
    assert loaded(book) == expected


def test_all_answers_of_a_notebook(run_cli: RunCli, here: Path, book: Path, installation: Path) -> None:
    before = loaded(book)
    result = run_cli("reset", "shapes", "--yes")
    assert "2 answers are stubs again" in result.stdout, result.stderr
    after = loaded(book)
    for name in ("double", "quadruple"):
        cell(before, name).update(source=cell(after, name)["source"], outputs=[], execution_count=None)
    assert after == before
    assert untouched(book, installation) == ["shapes/double.py", "shapes/quadruple.py"]
    assert "only stubs" in run_cli("reset", "shapes", "--yes").stdout
    (backup,) = here.glob("shapes/*.backup-*")
    assert "ran" in str(cell(loaded(backup), "double")["outputs"])


def test_a_cell_that_is_no_python_is_reset_too(run_cli: RunCli, book: Path, installation: Path) -> None:
    content = loaded(book)
    cell(content, "double")["source"] = "def double(X:\r\n"
    book.write_text(json.dumps(content), encoding="utf-8")
    assert "1 answer is the stub again" in run_cli("reset", "double", "--yes").stdout
    assert cell(loaded(book), "double")["source"] == STUB.rstrip("\n")
    assert untouched(book, installation) == ["shapes/double.py"]


def test_what_else_answers_is_told_and_kept(run_cli: RunCli, here: Path, book: Path) -> None:
    content = loaded(book)
    content["cells"][-1]["source"] = ANSWER
    book.write_text(json.dumps(content), encoding="utf-8")
    result = run_cli("reset", "double", "--yes")
    assert "Other cells of it, which are yours, answer double too, and count now." in result.stdout
    assert loaded(book)["cells"][-1] == content["cells"][-1]
    # Now only that cell answers: it is found by what it defines.
    content = loaded(book)
    content["cells"].remove(cell(content, "double"))
    book.write_text(json.dumps(content), encoding="utf-8")
    assert "1 answer is the stub again" in run_cli("reset", "double", "--yes").stdout
    assert "raise NotImplementedError()" in loaded(book)["cells"][-1]["source"]


HELPER = "def twice(x):\n    return 2 * x"


def by_hand(*sources: str) -> str:
    """A notebook of the format before cells had ids, without any mark of the course's."""
    cells = [{"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": 1}
             for source in sources]  # fmt: skip
    return json.dumps({"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": cells})


def test_a_notebook_made_by_hand(run_cli: RunCli, here: Path, installation: Path) -> None:
    book = here / "shapes/mine.ipynb"
    double = f"import torch\n{HELPER}\n\n@torch.no_grad()\ndef double(X):\n    return twice(X) + 1\n\nprint(double(1))"
    put(book, by_hand("x = 1", double, "%matplotlib inline\ndef quadruple(X):\n    return 5 * X"))
    before = book.read_bytes()
    result = run_cli("reset", "double", "--yes")
    assert "shapes/mine.ipynb: 1 answer is the stub again" in result.stdout, result.stderr
    assert (here / "shapes/mine.backup-1.ipynb").read_bytes() == before
    first, reset, last = loaded(book)["cells"]
    assert (first["source"], last["source"].count("5 * X")) == ("x = 1", 1)
    assert reset["source"].startswith(f"import torch\n{HELPER}\n")
    assert reset["source"].endswith("raise NotImplementedError()\n\nprint(double(1))")
    assert "no_grad" not in reset["source"]
    assert (reset["outputs"], reset["execution_count"]) == ([], None)
    assert untouched(book, installation) == ["shapes/double.py"]
    assert "only stubs" in run_cli("reset", "double", "--yes").stdout
    assert "1 answer is the stub again" in run_cli("reset", "shapes", "--yes").stdout
    assert untouched(book, installation) == ["shapes/double.py", "shapes/quadruple.py"]
    nbformat.validate(nbformat.read(book, as_version=4))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("if True:\n    def double(X):\n        return X", "not by a function or class on lines of its own"),
        ("def double(X:\n", "code cell 1 is not valid Python"),
        ("def double(X): return X\n" + "print()\n" * 5_001, "has more than 5000 statements"),
    ],
)
def test_what_cannot_be_put_back_says_why_and_what_to_do(run_cli: RunCli, here: Path, source: str, why: str) -> None:
    put(here / "shapes/mine.ipynb", by_hand(source))
    refused = run_cli("reset", "double", "--yes")
    assert refused.returncode == 2
    assert why in refused.stderr
    assert "course_cli fetch shapes/double" in refused.stderr
    assert [path.name for path in (here / "shapes").iterdir()] == ["mine.ipynb"]


def test_a_file_of_its_own_comes_first(run_cli: RunCli, here: Path, book: Path) -> None:
    before = book.read_bytes()
    put(here / "shapes/double.py", tiny.MUTANT_DOUBLE)
    assert "yours is now shapes/double.backup-1.py" in run_cli("reset", "double", "--yes").stdout
    assert book.read_bytes() == before
    # The file is the stub now, so that the notebook's answer is graded: the next time it is that.
    assert "1 answer is the stub again" in run_cli("reset", "double", "--yes").stdout


def test_a_chapter_without_a_notebook(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", tiny.MUTANT_DOUBLE)
    put(here / BOOK, "[]")
    for name in ("shapes", "all"):
        refused = run_cli("reset", name, "--yes")
        assert (refused.returncode, refused.stdout) == (2, "")
    assert (here / "shapes/double.py").read_text(encoding="utf-8") == tiny.MUTANT_DOUBLE


def test_a_notebook_behind_a_link_is_left_alone(run_cli: RunCli, here: Path, book: Path, tmp_path: Path) -> None:
    elsewhere = book.rename(tmp_path / "elsewhere.ipynb")
    before = elsewhere.read_bytes()
    book.symlink_to(elsewhere)
    assert run_cli("reset", "shapes", "--yes").returncode == 2
    assert elsewhere.read_bytes() == before
    assert not list(book.parent.glob("*backup*"))


def test_in_watch(here: Path, book: Path, installation: Path) -> None:
    child = pexpect.spawn(
        sys.executable, ["-m", "course_cli", "watch", "double"], cwd=str(here), encoding="utf-8", timeout=60,
        dimensions=(40, 100), env={"PYTHONPATH": str(installation), "PATH": "", "TERM": "xterm"},
    )  # fmt: skip
    child.expect("q quit")
    child.send("r")
    child.expect(f"Put the stub of shapes/double back in {BOOK}")
    child.expect("y: yes")
    child.send("y")
    child.expect("1 answer is the stub again")
    child.expect("not written yet")
    child.expect("q quit")
    child.send("q")
    child.expect(pexpect.EOF)
    nbformat.validate(nbformat.read(book, as_version=4))  # type: ignore[no-untyped-call]
