"""`course_cli dev reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from course_cli.cli.command import Command, speaking
from course_cli.errors import WorkspaceError
from course_cli.language import ENGLISH
from course_cli.language import translated as _

_WIDTH = 100
_HEAD = """# Commands

*Written by `course_cli dev reference` from the code; a test holds the two together.*
"""


@click.command("reference", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write the page of all commands and their options."""
    try:
        file.write_text(reference(), encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(_("cannot write {}: {}").format(file, error.strerror)) from error


def reference() -> str:
    """The page, in Markdown: what every command's `--help` says, in English whoever asks."""
    from course_cli.cli import cli

    with speaking(ENGLISH):
        return "\n".join([_HEAD, *_commands(cli, None)])


def _commands(command: click.Command, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(
        command, parent, info_name=command.name if parent else "course_cli",
        terminal_width=_WIDTH, max_content_width=_WIDTH, color=False, **command.context_settings,
    )  # fmt: skip
    yield f"## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and not found.hidden:
                yield from _commands(found, context)
