"""A click group that imports a command only when it is run: `--help` stays as fast as click itself."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def language_option() -> click.Option:
    """`--lang`, for the program and for each of its commands."""
    return click.Option(
        ["--lang"],
        metavar="LANGUAGE",
        expose_value=False,
        is_eager=True,
        callback=lambda _context, _option, language: _speak(language),
        help="Speak this language (en, zh), whatever the locale is.",
    )


def speak_as_the_locale_asks() -> None:
    """Leave English where LANGUAGE, LC_ALL, LC_MESSAGES or LANG name a language we speak."""
    from course_cli.language import ENGLISH, preferred

    if (language := preferred()) != ENGLISH:
        _speak(language)


def _speak(language: str | None) -> None:
    if language is not None:
        from course_cli.course.catalog import default_root
        from course_cli.language import speak

        speak(language, default_root())


class LazyGroup(click.Group):
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
        if not any(option.name == "lang" for option in command.params):
            command.params.append(language_option())
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        # click's own imports every command, to see which are hidden.
        from click.shell_completion import CompletionItem

        found = [name for name in self.summaries if name.startswith(incomplete)]
        commands = [CompletionItem(name, help=self.summaries[name]) for name in found]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.summaries and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0][:100], self.summaries, n=1)
            suggestion = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{suggestion}")
        return super().resolve_command(ctx, args)
