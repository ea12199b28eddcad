"""The README's commands are the ones that run: in CI, and in the command line's own list."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

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


PAGES = ["README.md", "SECURITY.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_that_are_there(page: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_it_fits_one_screen() -> None:
    assert len(README.splitlines()) <= 70
