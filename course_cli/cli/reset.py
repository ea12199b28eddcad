"""`course_cli reset`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.names import complete_exercise
from course_cli.cli.options import path_option
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.language import counted
from course_cli.language import translated as _
from course_cli.learner.reset import Outcome, Place, place_of, reset
from course_cli.workspace.own import read_work


@click.command("reset", cls=Command)
@click.argument("name", shell_complete=complete_exercise)
@click.option("--yes", is_flag=True, help="Do not ask.")
@path_option
def command(name: str, yes: bool, folder: Path) -> None:
    """Put an exercise's stub back; yours is kept under another name.

    NAME is an exercise. Nothing is lost: softmax.py becomes softmax.backup-1.py, which is no part of your work any
    more. Where the answer is in a notebook, the stub is put into its cell, and the notebook as it was is kept; its
    other cells stay as they are. In a notebook that you made yourself, the stub takes the place of the functions and
    classes of the exercise. NAME may be a chapter then: all its answers.
    """
    catalog = Catalog.load()
    place = place_of(catalog.resolve([name]), read_work(folder, catalog), folder)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(_("there is no terminal to ask on: --yes resets without asking"))
        if not click.confirm(question(place), err=True):
            click.echo(_("Nothing was changed."))
            return
    click.echo(told(reset(place, catalog, folder)))


def question(place: Place) -> str:
    """What to ask before a place is reset."""
    if not place.is_notebook:
        return _("Put the stub of {} back? Yours is kept under another name.").format(place.exercises[0].id)
    if len(place.exercises) == 1:
        fact = _("Put the stub of {} back in {}? The notebook is kept as it is now, under another name.")
        return fact.format(place.exercises[0].id, place.path)
    fact = _("Put all stubs back in {}? The notebook is kept as it is now, under another name.")
    return fact.format(place.path)


def told(outcome: Outcome) -> str:
    """What became of the place, in a few sentences."""
    if outcome.answers:
        return _told_of_notebook(outcome)
    if outcome.status == "unchanged":
        is_notebook = outcome.path.endswith(".ipynb")
        said = _("There are only stubs in {} already.") if is_notebook else _("{} is the stub already.")
        return said.format(outcome.path)
    if outcome.status == "replaced":
        return _("{} is the stub again; yours is now {}.").format(outcome.path, outcome.backup)
    return _("{} is the stub again.").format(outcome.path)


def _told_of_notebook(outcome: Outcome) -> str:
    what = counted(
        "{1}: {0} answer is the stub again; the notebook as it was is now {2}.",
        "{1}: {0} answers are stubs again; the notebook as it was is now {2}.",
        len(outcome.answers), outcome.path, outcome.backup,
    )  # fmt: skip
    lines = [what, _("Where it is open, reload it: File, Reload Notebook from Disk.")]
    if outcome.elsewhere:
        names = ", ".join(one.name for one in outcome.elsewhere)
        lines.append(_("Other cells of it, which are yours, answer {} too, and count now.").format(names))
    return "\n".join(lines)
