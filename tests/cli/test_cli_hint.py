"""`course_cli hint`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


def test_every_check_has_its_hint(run_cli: RunCli) -> None:
    result = run_cli("hint", "double")
    assert result.returncode == 0
    assert result.stdout == (
        "shapes/double: Doubling a tensor\n"
        "\n  values: every entry is doubled\n    What is 2 times X?\n"
        "\n  empty: nothing doubled is nothing\n    Do not reshape X.\n"
        "\n  dtype: float64 stays float64\n    X keeps its dtype when it is multiplied by a whole number.\n"
    )


@pytest.mark.parametrize("check", ["empty", "test_empty"])
def test_one_check(run_cli: RunCli, check: str) -> None:
    result = run_cli("hint", "shapes/double", check, "--path", ".")
    assert "Do not reshape X." in result.stdout
    assert "What is 2 times X?" not in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("double", "emtpy"), "shapes/double has no check 'emtpy'. Did you mean empty?"),
        (("double", "zzz"), "Did you mean values or empty or dtype?"),
        (("shapes", "empty"), "shapes is a chapter"),
        (("double", "--path", "none"), "no such folder: none"),
    ],
)
def test_a_wrong_command_ends_with_2(run_cli: RunCli, args: tuple[str, ...], message: str) -> None:
    result = run_cli("hint", *args)
    assert result.returncode == 2
    assert message in result.stderr
