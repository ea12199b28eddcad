"""`course_cli list`."""

from __future__ import annotations

import shutil
import sys

import click

from course_cli.cli.command import Command
from course_cli.course.catalog import Catalog


@click.command("list", cls=Command)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(format_: str) -> None:
    """Every exercise: id, title, points, section of the text."""
    from course_cli.report.listing import as_json, as_text

    catalog = Catalog.load()
    # What goes elsewhere than to a terminal has one line an exercise, for `grep`.
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(as_json(catalog) if format_ == "json" else as_text(catalog, columns))
