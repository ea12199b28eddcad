"""A click group that imports a command only when it is run: `--help` stays as fast as click itself."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from gettext import gettext as clicks
from typing import TYPE_CHECKING, Any

import click

from course_cli.cli.command import Command
from course_cli.language import translated as _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(Command, click.Group):
    """Each command is the attribute `command` of the module `<package>.<name>`.

    Args:
        package: the package of the command modules.
        commands: each command's name and its one line of help, in the order in which help lists them.
    """

    def __init__(self, *args: Any, package: str, commands: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.package = package
        self.summaries = dict(commands)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.summaries:
            return None
        command: click.Command = importlib.import_module(f"{self.package}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(clicks("Commands")):
            formatter.write_dl([(name, _(summary)) for name, summary in self.summaries.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        # click's own imports every command, to see which are hidden.
        from click.shell_completion import CompletionItem

        found = [name for name in self.summaries if name.startswith(incomplete)]
        commands = [CompletionItem(name, help=_(self.summaries[name])) for name in found]
        return commands + click.Command.shell_complete(self.in_the_spoken_language(), ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.summaries and not args[0].startswith("-"):
            from course_cli.course.nearest import nearest

            near = nearest(args[0], self.summaries)
            problem = clicks("No such command {name!r}.").format(name=args[0])
            ctx.fail(_("{} Did you mean {}?").format(problem, repr(near[0])) if near else problem)
        return super().resolve_command(ctx, args)
