"""The class of all commands: click's, with help in the language that is spoken."""

from __future__ import annotations

import copy
import gettext
import inspect
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from course_cli.errors import UsageError
from course_cli.language import ENGLISH, spoken
from course_cli.language import translated as _

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


def speak_as_asked(args: Sequence[str]) -> None:
    """Leave English where --lang says so, before or after the command; else where LANGUAGE, LC_ALL, ... or LANG do.

    Before anything is parsed: what click says of a wrong command line, and --help, are then in that language too. A
    language that is not there is left to --lang itself to refuse.
    """
    from course_cli.language import preferred

    language = _asked(args)
    try:
        _speak(language)
    except UsageError:
        language = None
    if language is None and (locale := preferred()) != ENGLISH:
        _speak(locale)


def _asked(args: Sequence[str]) -> str | None:
    if not any(arg.startswith("--lang") for arg in args):
        return None
    anywhere = click.Command("course_cli", params=[language_option()], add_help_option=False)
    context = click.Context(anywhere, ignore_unknown_options=True, allow_interspersed_args=True)
    try:
        options, _rest, _order = anywhere.make_parser(context).parse_args(list(args))
    except click.UsageError:
        return None
    language = options.get("lang")
    return language if isinstance(language, str) else None


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """For a while say everything in `language`, click's own words too."""
    before, variable = spoken(), os.environ.get("LANGUAGE")
    _speak(language)
    try:
        yield
    finally:
        _speak(before)
        if variable is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = variable


def _speak(language: str | None) -> None:
    if language not in (None, spoken()):
        from course_cli.course.place import default_root
        from course_cli.language import CLICK_DOMAIN, PROGRAM_LOCALE, speak

        speak(language, default_root())
        gettext.bindtextdomain(CLICK_DOMAIN, PROGRAM_LOCALE)
        gettext.textdomain(CLICK_DOMAIN)
        os.environ["LANGUAGE"] = language  # the only way to tell gettext; the programs that we start speak it too


def paragraphs(text: str | None) -> list[str]:
    """A help text as it is translated: paragraph by paragraph, each on one line."""
    clean = inspect.cleandoc(text or "")
    return [" ".join(paragraph.split()) for paragraph in clean.split("\n\n") if paragraph]


def texts(command: click.Command) -> Iterator[str]:
    """All that a command's help says and that is to be translated, but for click's own words."""
    yield from paragraphs(command.help)
    if command.options_metavar:
        yield command.options_metavar
    if isinstance(command, click.Group):
        yield command.subcommand_metavar
    for option in command.params:
        if isinstance(option, click.Option):
            shown = (option.help, _placeholder(option), option.show_default)
            yield from (text for text in shown if isinstance(text, str) and text)


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        if spoken() == ENGLISH:
            return super().make_formatter()
        from course_cli.cli.wide_help import WideFormatter

        return WideFormatter(width=self.terminal_width, max_width=self.max_content_width)


class Command(click.Command):
    """A command with --lang whose help is translated when it is shown."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(language_option())

    def others(self) -> Sequence[click.Command]:
        """Commands that only this one knows of."""
        return ()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:  # click keeps it as it was when another language may have been spoken
            option.help = _("Show this message and exit.")
        return option

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super(Command, self.in_the_spoken_language()).format_help(ctx, formatter)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super(Command, self.in_the_spoken_language()).format_usage(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        return super(Command, self.in_the_spoken_language()).shell_complete(ctx, incomplete)

    def in_the_spoken_language(self) -> Command:
        """The same command, to be shown rather than run."""
        if spoken() == ENGLISH:
            return self
        shown = copy.copy(self)
        shown.help = "\n\n".join(map(_, paragraphs(self.help)))
        shown.params = [_shown(option) for option in self.params]
        shown.options_metavar = _(self.options_metavar) if self.options_metavar else None
        if isinstance(shown, click.Group):
            shown.subcommand_metavar = _(shown.subcommand_metavar)
        return shown


def _placeholder(option: click.Option) -> str:
    """What stands for an option's value in help; empty where there is none, or it lists what may be given."""
    if option.is_flag or option.count or isinstance(option.type, click.Choice):
        return ""
    return option.metavar or option.type.name.upper()


def _shown(option: click.Parameter) -> click.Parameter:
    shown = copy.copy(option)
    if isinstance(shown, click.Option) and isinstance(option, click.Option):
        shown.help = _(shown.help) if shown.help else None
        shown.metavar = _(placeholder) if (placeholder := _placeholder(option)) else option.metavar
        if isinstance(shown.show_default, str):
            shown.show_default = _(shown.show_default)
    return shown
