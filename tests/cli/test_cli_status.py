"""`course_cli status`: what `grade` remembers, and what becomes of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tiny_course as tiny
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.workspace.submit import collect

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A workspace with a right answer, half a right one, and a stub."""
    folder = tmp_path / "here"
    put(folder / "shapes/double.py", tiny.DOUBLE.replace("\n", "\r\n"))
    put(folder / "shapes/quadruple.py", tiny.MUTANT_QUADRUPLE)
    return folder


def asked(run_cli: RunCli, *args: str) -> dict[str, Any]:
    result = run_cli("status", "--format", "json", *args)
    assert result.returncode == 0, result.stderr
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def states(data: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["state"] for chapter in data["chapters"] for one in chapter["exercises"]}


def test_from_a_grade_to_an_edit_to_a_rebuild(run_cli: RunCli, here: Path) -> None:
    kept = here / ".course_cli" / "progress.json"
    assert states(asked(run_cli)) == {
        "basics/count": "missing", "shapes/double": "ungraded", "shapes/quadruple": "ungraded",
    }  # fmt: skip
    assert not kept.exists()
    assert run_cli("grade").returncode == 1
    data = asked(run_cli)
    assert (data["schema"], data["score"], data["max_score"], data["revisit"]) == (1, 4, 8.5, [])
    assert states(data) == {"basics/count": "missing", "shapes/double": "full", "shapes/quadruple": "partial"}
    assert data["next"] == "shapes/quadruple"

    text = run_cli("status").stdout
    assert text.splitlines()[0] == "Deep learning foundations   4/8.5 points"
    assert "shapes  █" in text
    assert "course_cli watch shapes/quadruple" in text

    put(here / "shapes/double.py", tiny.MUTANT_DOUBLE)
    data = asked(run_cli)
    assert (data["score"], states(data)["shapes/double"], data["next"]) == (0, "changed", "shapes/double")
    assert data["revisit"] == [{"id": "shapes/double", "why": "it had full marks, and was edited since"}]

    kept.write_text("{", encoding="utf-8")
    result = run_cli("status", "--format", "json")
    assert "Warning: .course_cli/progress.json is damaged." in result.stderr
    assert "Grading 2 exercises anew" in result.stderr
    rebuilt = json.loads(result.stdout)
    assert (rebuilt["score"], states(rebuilt)["shapes/double"]) == (1, "partial")
    assert run_cli("status").stderr == ""


def test_a_teachers_grades_neither_read_nor_write_progress(run_cli: RunCli, here: Path) -> None:
    class_ = here / "class"
    put(class_ / "ada/shapes/double.py", tiny.MUTANT_DOUBLE)
    claimed = {"schema": 1, "exercises": {"shapes/double": {"mark": {
        "work": "0" * 64, "checks": "0" * 64, "score": 4.0, "max_score": 4.0}, "passed": True}}}  # fmt: skip
    put(class_ / "ada/.course_cli/progress.json", json.dumps(claimed))
    put(class_ / "bob/shapes/double.py", tiny.DOUBLE)
    before = (class_ / "ada/.course_cli/progress.json").read_bytes()
    result = run_cli("grade", "double", "--submissions", "class", "--gradebook", "grades.db", "--format", "json")
    assert result.returncode == 0, result.stderr
    assert "progress" not in result.stderr
    scores = {student: one["score"] for student, one in json.loads(result.stdout)["submissions"].items()}
    assert scores == {"ada": 1, "bob": 4}
    assert (class_ / "ada/.course_cli/progress.json").read_bytes() == before
    assert not (class_ / "bob/.course_cli").exists()
    assert not (here / ".course_cli").exists()


def test_progress_is_not_handed_in(here: Path, installation: Path) -> None:
    put(here / ".course_cli/progress.json", "{}")
    assert set(collect(Catalog.load(installation), ["shapes"], here).files) == {
        "shapes/double.py", "shapes/quadruple.py",
    }  # fmt: skip


def test_a_claim_in_the_file_is_worth_nothing(run_cli: RunCli, here: Path) -> None:
    """Full marks that someone wrote there by hand do not make `grade` or `solution` give any."""
    claimed = {"schema": 1, "exercises": {"shapes/quadruple": {"mark": {
        "work": "0" * 64, "checks": "0" * 64, "score": 3.0, "max_score": 3.0}, "passed": True}}}  # fmt: skip
    put(here / ".course_cli/progress.json", json.dumps(claimed))
    assert states(asked(run_cli))["shapes/quadruple"] == "changed"
    result = run_cli("grade", "quadruple", "--format", "json")
    assert json.loads(result.stdout)["score"] == 0


def test_a_folder_that_cannot_hold_progress_costs_nobody_a_grade(run_cli: RunCli, here: Path) -> None:
    put(here / ".course_cli", "not a folder")
    result = run_cli("grade", "double")
    assert result.returncode == 0
    assert "Note: your progress was not kept:" in result.stderr
    assert "Score 4/4" in result.stdout


def test_narrow_and_plain(run_cli: RunCli, here: Path) -> None:
    environment = {"COLUMNS": "40", "NO_COLOR": "1", "PYTHONIOENCODING": "ascii"}
    result = run_cli("status", env=environment)
    assert result.returncode == 0
    assert result.stdout.isascii()
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 40


def test_no_such_folder_is_a_wrong_command(run_cli: RunCli, installation: Path) -> None:
    assert run_cli("status", "--path", "none").returncode == 2
    result = run_cli("status", "--rebuild", "--path", str(installation / "solutions"))
    assert result.returncode == 2
    assert "no progress is kept there" in result.stderr
