"""`course_cli dev new`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.authoring.changing import course_to_change
from course_cli.cli.command import Command
from course_cli.cli.options import root_option
from course_cli.course.scaffold import scaffold
from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _


@click.command("new", cls=Command)
@click.argument("id_", metavar="CHAPTER/NAME")
@click.option("--library", type=click.Choice(["torch", "numpy"]), default="torch", show_default=True,
              help="What its answers are written in.")  # fmt: skip
@click.option("--section", default="", help="The section of the text that it belongs to, such as 3.1.2.")
@root_option
def command(id_: str, library: str, section: str, root: Path | None) -> None:
    """Start an exercise: a solution, a grader and a mutant to work on.

    They are sound as they are, but for the words marked TODO: change them step by step, with `course_cli dev sync` and
    `course_cli dev check NAME` after each.
    """
    catalog = course_to_change(root)
    files = {catalog.root / place: text for place, text in scaffold(catalog, id_, library, section).items()}
    for path in files:
        if path.exists():
            raise UsageError(_("{} is there already: nothing was written").format(path))
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise WorkspaceError(_("cannot write {}: {}").format(path, error.strerror)) from error
        done = _("wrote")
        click.echo(f"{done}  {path.relative_to(catalog.root)}")
