"""Commands given inside a chapter's folder, and names that a chapter and an exercise share."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_course as tiny
from tiny_course import put

from course_cli.cli.solution import one_exercise
from course_cli.course.catalog import Catalog

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize(
    "args",
    [("grade", "double"), ("grade",), ("run", "double"), ("hint", "double"), ("solution", "double"), ("watch",),
     ("reset", "double", "--yes"), ("status",), ("report", "double")],
)  # fmt: skip
def test_inside_a_chapter_the_way_out_is_said(run_cli: RunCli, tmp_path: Path, args: tuple[str, ...]) -> None:
    inside = tmp_path / "here" / "shapes"
    put(inside / "double.py", tiny.MUTANT_DOUBLE)
    result = run_cli(*args, "--path", str(inside))
    assert result.returncode == 2
    assert "`cd ..`" in result.stderr
    assert "fetch" not in result.stderr, "what it brings would be laid inside the chapter"
    assert sorted(path.name for path in inside.iterdir()) == ["double.py"]


def test_a_file_of_an_exercises_name_elsewhere_is_in_nobodys_way(run_cli: RunCli, tmp_path: Path) -> None:
    put(tmp_path / "here" / "double.py", "print('a script of my own')\n")
    assert run_cli("status").returncode == 0


@pytest.mark.parametrize("name", ["perceptron", "mlp"])
def test_where_one_exercise_is_wanted_it_comes_before_its_chapter(name: str) -> None:
    assert one_exercise(Catalog.load(), name).id == f"{name}/{name}"
