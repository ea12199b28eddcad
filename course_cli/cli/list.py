"""`course_cli list`."""

from __future__ import annotations

import shutil

import click

from course_cli.course.catalog import Catalog

_NARROWEST = 40
_IN_A_PIPE = 1000  # one exercise a line, for grep


@click.command("list")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(format_: str) -> None:
    """Every exercise: id, title, points, section of the text."""
    from course_cli.report.listing import as_json, as_text

    catalog = Catalog.load()
    if format_ == "json":
        click.echo(as_json(catalog))
        return
    columns = shutil.get_terminal_size(fallback=(_IN_A_PIPE, 24)).columns
    click.echo(as_text(catalog, max(_NARROWEST, columns)))
