"""The README's commands are the ones that run: in CI, and in the command line's own list."""

from __future__ import annotations

import re
from pathlib import Path

import click

from course_cli.cli import cli

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_the_readmes_test_commands_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert "\n".join(["```sh", *commands, "```"]) in README


def test_every_command_the_readme_names_exists() -> None:
    names = set(re.findall(r"course_cli (?:dev )?([a-z]+)", README))
    context = click.Context(cli)
    known = set(cli.list_commands(context))
    dev = cli.get_command(context, "dev")
    assert isinstance(dev, click.Group)
    assert names - known - set(dev.list_commands(context)) == set()
    assert {"fetch", "run", "grade", "hint", "list", "demo"} <= names
