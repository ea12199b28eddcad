"""`course_cli fetch` and `list`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_course import put

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


def test_list(run_cli: RunCli) -> None:
    assert "shapes/quadruple     3  2.10  Quadrupling a tensor" in run_cli("list").stdout
    data = json.loads(run_cli("list", "--format", "json").stdout)
    assert [exercise["id"] for exercise in data["exercises"]] == ["basics/count", "shapes/double", "shapes/quadruple"]


def test_without_a_name_everything_comes(run_cli: RunCli, tmp_path: Path) -> None:
    result = run_cli("fetch", "--into", "mine")
    assert result.returncode == 0
    assert "new         shapes/figures/square.svg\n" in result.stdout
    assert sorted(path.name for path in (tmp_path / "here/mine").rglob("*.py")) == [
        "count.py",
        "double.py",
        "quadruple.py",
    ]


def test_the_current_folder_is_the_default(run_cli: RunCli, tmp_path: Path) -> None:
    first = run_cli("fetch", "double")
    assert (first.returncode, first.stderr) == (0, "Next: course_cli watch shapes/double\n")
    assert (tmp_path / "here/shapes/double.py").exists()
    assert run_cli("fetch", "double").stderr == ""
    elsewhere = run_cli("fetch", "shapes", "--into", "my work")
    assert elsewhere.stderr == "Next: course_cli watch shapes/double --path 'my work'\n"


def test_an_edited_file_is_kept_and_the_way_to_a_fresh_one_is_told(run_cli: RunCli, tmp_path: Path) -> None:
    run_cli("fetch", "shapes")
    put(tmp_path / "here/shapes/double.py", "mine")
    again = run_cli("fetch", "shapes")
    assert again.returncode == 0
    assert "kept        shapes/double.py   (you edited it)\n" in again.stdout
    assert "4 files up to date\n" in again.stdout
    assert "--fresh gives a new copy, after a backup of yours" in again.stdout
    fresh = run_cli("fetch", "shapes", "--fresh")
    assert "fresh copy  shapes/double.py   (yours is now shapes/double.backup-1.py)\n" in fresh.stdout
    assert (tmp_path / "here/shapes/double.backup-1.py").read_text() == "mine"


@pytest.mark.parametrize("into", ["file", "file/below", "/proc/nowhere"])
def test_a_place_that_cannot_be_written_ends_with_2(run_cli: RunCli, tmp_path: Path, into: str) -> None:
    put(tmp_path / "here/file", "mine")
    result = run_cli("fetch", "double", "--into", into)
    assert result.returncode == 2
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1
