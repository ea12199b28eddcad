"""`course_cli fetch`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.course.catalog import EVERYTHING, Catalog


@click.command("fetch")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=".",
    show_default="the current folder",
    help="The folder to work in; made where it is missing.",
)
@click.option("--fresh", is_flag=True, help="Replace files you edited too, after keeping each under another name.")
def command(names: tuple[str, ...], into: Path, fresh: bool) -> None:
    """Copy exercises into a folder; never overwrites your work.

    NAME is an exercise (perceptron/softmax, or softmax), a chapter, or all, which is the default. Files you have not
    edited are brought up to date; files you have are kept.
    """
    from course_cli.workspace.fetch import fetch

    catalog = Catalog.load()
    exercises = catalog.resolve(names or (EVERYTHING,))
    kept = 0
    unchanged = 0
    for file in fetch(catalog, exercises, into, fresh=fresh):
        if file.status == "new":
            click.echo(f"new         {file.path}")
        elif file.status == "updated":
            click.echo(f"updated     {file.path}")
        elif file.status == "replaced":
            click.echo(f"fresh copy  {file.path}   (yours is now {file.backup})")
        elif file.status == "kept":
            click.echo(f"kept        {file.path}   (you edited it)")
        kept += file.status == "kept"
        unchanged += file.status == "unchanged"
    if unchanged:
        click.echo(f"{unchanged} file{'s' if unchanged > 1 else ''} up to date")
    if kept:
        click.echo("A kept file is as you left it; --fresh gives a new copy, after a backup of yours.")
