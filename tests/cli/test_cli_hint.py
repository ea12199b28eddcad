"""`course_cli hint`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_course as tiny
from tiny_course import put

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


def test_of_what_is_not_there_every_check_has_its_first_hint(run_cli: RunCli, tmp_path: Path) -> None:
    result = run_cli("hint", "double")
    assert result.returncode == 0
    assert result.stdout == (
        "shapes/double: Doubling a tensor\n"
        "\n  values: every entry is doubled\n    What is 2 times X?\n"
        "\n  empty: nothing doubled is nothing\n    Do not reshape X.\n"
        "\n  dtype: float64 stays float64\n    X keeps its dtype when it is multiplied by a whole number.\n"
    )
    assert not list((tmp_path / "here").iterdir())


@pytest.mark.parametrize("check", ["empty", "test_empty"])
def test_one_check(run_cli: RunCli, check: str) -> None:
    result = run_cli("hint", "shapes/double", check, "--path", ".")
    assert "Do not reshape X." in result.stdout
    assert "What is 2 times X?" not in result.stdout


def test_step_by_step_for_the_checks_that_fail(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    put(here / "shapes/double.py", tiny.MUTANT_DOUBLE)
    first = run_cli("hint", "double").stdout
    assert "values: every entry is doubled\n    What is 2 times X?" in first
    assert "dtype" not in first, "this check passes"
    assert "empty" not in first, "this check waits for another"
    assert "Ask again" in first
    for _ in range(2):
        last = run_cli("hint", "double").stdout
        assert "What is 2 times X?" not in last
        assert "The lesson: section 2.1 of the text" in last
        assert "solution shapes/double --give-up" in last
    every = run_cli("hint", "double", "--all").stdout
    assert every.count("section 2.1") == 1
    for hint in ("What is 2 times X?", "Do not reshape X.", "X keeps its dtype"):
        assert hint in every
    kept = json.loads((here / ".course_cli/progress.json").read_text(encoding="utf-8"))
    assert kept["exercises"]["shapes/double"]["hints"] == {"values": 2, "empty": 2, "dtype": 2}

    put(here / "shapes/double.py", tiny.DOUBLE)
    passed = run_cli("hint", "double").stdout
    assert "All its checks pass" in passed
    put(here / "shapes/double.py", "def double(X:\n")
    assert "Its checks cannot run yet" in run_cli("hint", "double").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("double", "emtpy"), "shapes/double has no check 'emtpy'. Did you mean empty?"),
        (("double", "zzz"), "shapes/double has no check 'zzz'. It has values, empty, dtype."),
        (("shapes",), "say which, as shapes/double"),
        (("double", "--path", "none"), "no such folder: none"),
    ],
)
def test_a_wrong_command_ends_with_2(run_cli: RunCli, args: tuple[str, ...], message: str) -> None:
    result = run_cli("hint", *args)
    assert result.returncode == 2
    assert message in result.stderr


def test_narrow(run_cli: RunCli) -> None:
    result = run_cli("hint", "double", "--all", env={"COLUMNS": "40"})
    assert max(map(len, result.stdout.splitlines())) <= 40
