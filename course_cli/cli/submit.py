"""`course_cli submit`."""

from __future__ import annotations

import getpass
from datetime import datetime, timezone
from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.names import complete_name
from course_cli.cli.options import path_option
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _


@click.command("submit", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete_name)
@click.option("--to", "exchange", type=click.Path(path_type=Path), help="The folder where your class hands in.")
@click.option("--zip", "archive", type=click.Path(path_type=Path), help="A zip file to make, to be sent or uploaded.")
@path_option
@click.option("--student", help="Your name in the class.  [default: your user name on this computer]")
def command(
    names: tuple[str, ...], exchange: Path | None, archive: Path | None, folder: Path, student: str | None
) -> None:
    """Hand in your files, with a receipt.

    NAME is an exercise (perceptron/softmax, or softmax), a chapter, or all; by default every chapter in the folder. Of
    each chapter the Python files and notebooks are handed in, and nothing else. You may hand in again: the latest
    counts, what you handed in before is kept.

    A chapter has one time, that of its latest hand-in. Hand in one of its exercises again, and the others that you
    handed in before stay, but the new time counts for them too: after the due date all of them are late.

    The receipt has the time and a checksum of each file; it is also kept in your folder, under .course_cli/receipts.
    """
    from course_cli.report.plain import one_line
    from course_cli.workspace.submit import collect, student_name, with_fetched
    from course_cli.workspace.submit_exchange import hand_in, hand_in_zip
    from course_cli.workspace.submit_receipt import Receipt, save

    if (exchange is None) == (archive is None):
        raise UsageError(_("say where to: --to FOLDER, where your class hands in, or --zip FILE"))
    name = student_name(student if student is not None else _user())
    work = collect(with_fetched(Catalog.load(), folder), names, folder)
    now = datetime.now(timezone.utc)
    receipt: Receipt
    if exchange is not None:
        receipt = hand_in(work, name, now, exchange)
    elif archive is not None:
        receipt = hand_in_zip(work, name, now, archive)
    click.echo(_("Handed in by {} at {:%Y-%m-%d %H:%M:%S} UTC to {}").format(receipt.student, now, receipt.place))
    for entry in receipt.entries:
        click.echo(f"  {entry.sha256}  {one_line(entry.path)}")
    for chapter in receipt.replaced:
        click.echo(_("{} was handed in before; this one counts, and the earlier one is kept.").format(chapter))
    for note in receipt.notes:
        click.echo(_("Note: {}.").format(one_line(note, 1000)))
    for path in work.missing:
        click.echo(_("Not handed in: {}, which is not in your folder.").format(one_line(path)))
    for warning in work.warnings:
        click.echo(_("Warning: {}.").format(one_line(warning, 1000)), err=True)
    click.echo(_("Receipt {}").format(receipt.digest))
    try:
        click.echo(_("Kept as {}").format(folder / save(receipt, folder)))
    except WorkspaceError as error:
        click.echo(
            _("Warning: your files are handed in, but the receipt could not be kept: {}").format(error), err=True
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError(_("this computer does not tell your user name: give yours with --student NAME")) from error
