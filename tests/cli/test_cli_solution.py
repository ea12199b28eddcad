"""`course_cli solution`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pexpect
import pytest
import tiny_course as tiny
from tiny_course import put

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def entry(here: Path, id_: str = "shapes/double") -> dict[str, object]:
    kept = json.loads((here / ".course_cli/progress.json").read_text(encoding="utf-8"))["exercises"][id_]
    assert isinstance(kept, dict)
    return kept


def notebook(here: Path, source: str) -> Path:
    """The chapter's notebook, with `source` as the answer to `double`."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])  # type: ignore[no-untyped-call]
    path = here / "shapes" / "shapes.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(book, path)  # type: ignore[no-untyped-call]
    return path


def test_before_passing_it_has_to_be_asked_for(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", tiny.MUTANT_DOUBLE)
    refused = run_cli("solution", "double")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "shapes/double has 1/4" in refused.stderr
    shown = run_cli("solution", "double", "--give-up")
    assert shown.returncode == 0
    assert "    return 2 * X\n" in shown.stdout
    assert "SOLUTION" not in shown.stdout
    assert {"-    return 3 * X", "+    return 2 * X"} <= set(shown.stdout.splitlines())
    assert entry(here)["solution"] == "given up"
    again = json.loads(run_cli("status", "--format", "json").stdout)["revisit"]
    assert again == [{"id": "shapes/double", "why": "its solution was shown before it passed"}]


def test_after_passing_it_is_shown_and_no_line_ends_differ(run_cli: RunCli, here: Path) -> None:
    own = "".join(line for line in tiny.DOUBLE.splitlines(keepends=True) if "###" not in line)
    put(here / "shapes/double.py", "")
    (here / "shapes/double.py").write_bytes(own.replace("\n", "\r\n").encode())
    result = run_cli("solution", "double")
    assert result.returncode == 0, result.stderr
    assert "Yours is the same, to the letter." in result.stdout
    assert entry(here)["solution"] == "passed"
    assert b"\r\n" in (here / "shapes/double.py").read_bytes()


def test_of_a_notebook(run_cli: RunCli, here: Path) -> None:
    notebook(here, "import torch\n\ndef double(X):\n    return X + X\n")
    result = run_cli("solution", "double")
    assert result.returncode == 0, result.stderr
    assert "-    return X + X" in result.stdout


def test_where_there_is_none(run_cli: RunCli, here: Path, installation: Path, tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    shutil.copytree(installation, kit, ignore=shutil.ignore_patterns("solutions", "graders", "tests"))
    result = run_cli("solution", "double", "--give-up", root=kit)
    assert result.returncode == 2
    assert "this copy of the course has no solutions" in result.stderr
    absent = run_cli("solution", "double")
    assert absent.returncode == 2
    assert "is not there" in absent.stderr
    assert run_cli("solution", "shapes").returncode == 2


def test_colours_only_where_they_are_wanted(here: Path, installation: Path) -> None:
    put(here / "shapes/double.py", tiny.MUTANT_DOUBLE)
    for wanted, extra in ((True, {}), (False, {"NO_COLOR": "1"})):
        child = pexpect.spawn(
            sys.executable, ["-m", "course_cli", "solution", "double", "--give-up"], cwd=str(here), encoding="utf-8",
            timeout=30, env={"PYTHONPATH": str(installation), "PATH": "", "TERM": "xterm", **extra},
        )  # fmt: skip
        child.expect(pexpect.EOF)
        said = child.before
        assert isinstance(said, str)
        assert ("\x1b[31m-    return 3 * X" in said) is wanted
        assert ("\x1b" in said) is wanted
