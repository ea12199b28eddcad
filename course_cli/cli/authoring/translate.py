"""`course_cli dev translate`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.authoring.changing import course_to_change
from course_cli.cli.options import root_option
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError

MOST_SHOWN = 5


@click.command("translate")
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
        raise UsageError(f"this needs a package that is not installed: pip install {error.name}") from error
    catalog = Catalog.load(root) if check else course_to_change(root)
    unfinished = False
    for path, texts in catalogs(catalog, language).items():
        lacking = missing(texts)
        stale = not is_current(texts, path.with_suffix(".mo"))
        unfinished = unfinished or bool(lacking) or stale
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(po(texts))
            path.with_suffix(".mo").write_bytes(mo(texts))
        click.echo(f"{path.name}: {len(lacking)} missing" + (", not compiled" if check and stale else ""))
        for text in lacking[:MOST_SHOWN]:
            click.echo(f"    {text}")
        if len(lacking) > MOST_SHOWN:
            click.echo(f"    and {len(lacking) - MOST_SHOWN} more")
    context.exit(1 if check and unfinished else 0)
