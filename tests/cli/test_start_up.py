"""What starting the command line costs: which modules it may import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from course_cli.cli import cli
from course_cli.cli.group import LazyGroup

REPOSITORY = Path(__file__).resolve().parents[2]

# Of ours, `--help` may import these and no others; of other packages, only click.
HELP_IMPORTS = {"course_cli", "course_cli.cli", "course_cli.cli.command", "course_cli.cli.group", "course_cli.errors",
                "course_cli.language"}  # fmt: skip

PROBE = """
import sys
before = set(sys.modules)
from course_cli.cli import main
status = main(sys.argv[1:])
print("\\n".join(sorted(set(sys.modules) - before)), file=sys.stderr)
sys.exit(status)
"""


def imported(*args: str) -> set[str]:
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *args],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(result.stderr.split())


def foreign(modules: set[str]) -> set[str]:
    roots = {module.partition(".")[0] for module in modules}
    return {root for root in roots if root not in sys.stdlib_module_names and root != "course_cli"}


@pytest.mark.parametrize("args", [("--help",), ("--version",)])
def test_help_imports_click_and_nothing_else(args: tuple[str, ...]) -> None:
    modules = imported(*args)
    assert {module for module in modules if module.partition(".")[0] == "course_cli"} == HELP_IMPORTS
    assert foreign(modules) == {"click"}
    # These cost more than all of ours together.
    assert not modules & {"difflib", "json", "subprocess", "asyncio", "xml.etree.ElementTree", "tempfile"}


@pytest.mark.parametrize(
    "args", [("grade", "--help"), ("watch", "--help"), ("list",), ("dev", "check", "--help"), ("fetch", "--help")]
)
def test_a_command_imports_only_its_own_module(args: tuple[str, ...]) -> None:
    modules = imported(*args)
    commands = {
        module for module in modules if module in {f"course_cli.cli.{name}" for name in cli.list_commands(None)}
    }  # type: ignore[arg-type]
    assert commands == {f"course_cli.cli.{args[0]}"}
    assert not foreign(modules) & {"torch", "numpy", "pytest", "sklearn"}


def groups() -> list[LazyGroup]:
    assert isinstance(cli, LazyGroup)
    found = [cli, *(cli.get_command(click.Context(cli), name) for name in ("nbgrader", "dev"))]
    return [group for group in found if isinstance(group, LazyGroup)]


def test_every_command_loads_and_its_line_of_help_is_its_own() -> None:
    for group in groups():
        context = click.Context(group)
        for name, summary in group.summaries.items():
            command = group.get_command(context, name)
            assert command is not None
            assert command.name == name
            assert (command.help or "").split("\n\n")[0].replace("\n", " ") == summary


def test_only_commands_that_exist_are_listed() -> None:
    assert [list(group.summaries) for group in groups()] == [
        ["list", "fetch", "run", "grade", "watch", "status", "report", "hint", "solution", "reset", "export",
         "deadlines", "release", "submit", "nbgrader", "demo", "doctor", "completion", "dev"],
        ["add", "autograde"],
        ["new", "sync", "translate", "reference", "check", "mutate"],
    ]
