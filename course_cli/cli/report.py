"""`course_cli report`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.aside import say
from course_cli.cli.command import Command
from course_cli.cli.grade import graded, present
from course_cli.cli.names import complete_name
from course_cli.cli.options import device_option, path_option
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _
from course_cli.learner.record import Digester, remember
from course_cli.report.layout import number
from course_cli.workspace.folder import Unreadable, open_folder
from course_cli.workspace.own import read_work

DEFAULT_NAME = "report.html"
_BEGINNING = 4096  # of a page, which says there what it was made by
_LARGEST = 64 << 20


@click.command("report", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete_name)
@path_option
@device_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    show_default=f"{DEFAULT_NAME} in that folder",
    help="Where the page goes. An earlier page of this command is replaced, any other file is left alone.",
)
def command(names: tuple[str, ...], folder: Path, device: str, out: Path | None) -> None:
    """Grade your code and write the page with all of it, pictures included.

    NAME is an exercise, a chapter, or all; by default every exercise in the folder. The page is one file that needs
    no network and runs no script; `grade --format html` prints the same. Results are remembered as those of `grade`.

    Ends with status 0 once the page is written, whatever the score.
    """
    out = folder / DEFAULT_NAME if out is None else out
    catalog = Catalog.load()
    requested = catalog.resolve(names)
    submission = read_work(folder, catalog)
    exercises = requested or present(catalog, submission, folder)
    _refuse_to_replace(out)
    digester = Digester(catalog)
    report = graded(catalog, submission, exercises, device, pictures=True)
    if unkept := remember(folder, catalog, submission, report, digester):
        say(_("Note: {}.").format(unkept))
    from course_cli.report.html import render

    _refuse_to_replace(out)
    try:
        with open_folder(out.parent) as place:
            place.write(out.name, render(report).encode())
    except OSError as error:
        raise WorkspaceError(_("cannot write {}: {}").format(out, error.strerror or error)) from error
    click.echo(
        _("Score {}/{}. The page is in {}; open it in a browser.").format(
            number(report.score), number(report.max_score), out
        )
    )


def _refuse_to_replace(out: Path) -> None:
    """Raise UsageError for anything but a page that this command wrote, or nothing."""
    if not out.name:
        raise UsageError(_("{} is a folder: --out takes the name of a file").format(out))
    from course_cli.report.html import GENERATOR

    mark = f'name="generator" content="{GENERATOR}"'.encode()
    try:
        with open_folder(out.parent) as place:
            ours = mark in place.read(out.name, _LARGEST)[:_BEGINNING]
    except FileNotFoundError:
        return
    except Unreadable:
        ours = False
    if not ours:
        raise UsageError(
            _("{} is there already, and course_cli did not write it: choose another name with --out").format(out)
        )
