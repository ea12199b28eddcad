"""`course_cli reset`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.names import complete_exercise
from course_cli.cli.options import path_option
from course_cli.cli.solution import one_exercise
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.learner.reset import require_resettable, reset
from course_cli.workspace.fetch import Fetched
from course_cli.workspace.files import read_submission


@click.command("reset", cls=Command)
@click.argument("name", shell_complete=complete_exercise)
@click.option("--yes", is_flag=True, help="Do not ask.")
@path_option
def command(name: str, yes: bool, folder: Path) -> None:
    """Put an exercise's stub back; yours is kept under another name.

    NAME is an exercise. Nothing is lost: softmax.py becomes softmax.backup-1.py, which is no part of your work any
    more. An answer in a notebook stays where it is.
    """
    catalog = Catalog.load()
    exercise = one_exercise(catalog, name)
    require_resettable(exercise, read_submission(folder, catalog), folder)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(_("there is no terminal to ask on: --yes resets without asking"))
        if not click.confirm(
            _("Put the stub of {} back? Yours is kept under another name.").format(exercise.id), err=True
        ):
            click.echo(_("Nothing was changed."))
            return
    click.echo(told(reset(exercise, folder)))


def told(outcome: Fetched) -> str:
    """What became of the file, in a sentence."""
    if outcome.status == "unchanged":
        return _("{} is the stub already.").format(outcome.path)
    if outcome.status == "replaced":
        return _("{} is the stub again; yours is now {}.").format(outcome.path, outcome.backup)
    return _("{} is the stub again.").format(outcome.path)
