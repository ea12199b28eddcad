"""`course_cli dev translate`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from course_cli.cli.authoring.changing import course_to_change
from course_cli.cli.command import Command, texts
from course_cli.cli.options import root_option
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.language import translated as _

MOST_SHOWN = 5


@click.command("translate", cls=Command)
@click.option("--language", default="zh", show_default=True, help="The language, as gettext names it.")
@click.option("--check", is_flag=True, help="Write nothing; end with status 1 if a text is missing or a file is stale.")
@root_option
@click.pass_context
def command(context: click.Context, language: str, check: bool, root: Path | None) -> None:
    """Bring the catalogs of other languages up to date.

    Writes every text into `.po` files, for a translator to fill in, and compiles those into the `.mo` files that are
    read. Translations are kept; those of texts that are gone are dropped. With --root, the program's own texts are
    brought up to date only where that folder holds the program.
    """
    try:
        from course_cli.course.translation import catalogs, is_current, missing, mo, po
    except ModuleNotFoundError as error:
        raise UsageError(
            _("this needs a package that is not installed: pip install {}").format(error.name)
        ) from error
    course = Catalog.load(root) if check else course_to_change(root)
    unfinished = False
    for path, catalog in catalogs(course, language, help_texts()).items():
        lacking = missing(catalog)
        stale = not is_current(catalog, path.with_suffix(".mo"))
        unfinished = unfinished or bool(lacking) or stale
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(po(catalog))
            path.with_suffix(".mo").write_bytes(mo(catalog))
        uncompiled = _(", not compiled") if check and stale else ""
        click.echo(_("{}: {} missing").format(path.name, len(lacking)) + uncompiled)
        for text in lacking[:MOST_SHOWN]:
            click.echo(f"    {text}")
        if len(lacking) > MOST_SHOWN:
            more = _("and {} more").format(len(lacking) - MOST_SHOWN)
            click.echo(f"    {more}")
    context.exit(1 if check and unfinished else 0)


def help_texts(command: click.Command | None = None) -> Iterator[str]:
    """What the help of a command and of those below it says; of all commands where none is named."""
    if command is None:
        from course_cli.cli import cli

        command = cli
    yield from texts(command)
    below = list(command.others()) if isinstance(command, Command) else []
    if isinstance(command, click.Group):
        context = click.Context(command)
        below += filter(None, (command.get_command(context, name) for name in command.list_commands(context)))
    for one in below:
        yield from help_texts(one)
