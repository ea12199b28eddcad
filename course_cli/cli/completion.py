"""`course_cli completion`."""

from __future__ import annotations

import os
from pathlib import PurePath

import click

from course_cli.cli.command import Command
from course_cli.errors import UsageError
from course_cli.language import marked
from course_cli.language import translated as _

PROGRAM = "course_cli"
SHELLS = ("bash", "zsh", "fish")

_INSTALL = {
    "bash": ("""echo 'eval "$(course_cli completion bash)"' >> ~/.bashrc""",),
    "zsh": ("""echo 'eval "$(course_cli completion zsh)"' >> ~/.zshrc""",),
    "fish": (
        "mkdir -p ~/.config/fish/completions",
        "course_cli completion fish > ~/.config/fish/completions/course_cli.fish",
    ),
}
_NEEDS = {
    "bash": marked("It needs bash 4.4 or newer."),
    "zsh": marked("It needs `autoload -Uz compinit; compinit` before it in ~/.zshrc."),
    "fish": marked("It needs fish 3 or newer."),
}


@click.command("completion", cls=Command)
@click.argument("shell", required=False, type=click.Choice(SHELLS))
def command(shell: str | None) -> None:
    """Have your shell complete commands and exercises.

    Without SHELL it says how to install this for the shell you use; with SHELL it prints the script that shell reads.
    """
    if shell is None:
        click.echo("\n".join(_instructions(_current_shell())))
        return
    from click.shell_completion import get_completion_class

    from course_cli.cli import COMPLETE_VARIABLE, cli

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(_("this version of click has no completion for {}").format(shell))
    click.echo(found(cli, {}, PROGRAM, COMPLETE_VARIABLE).source())


def _instructions(shell: str | None) -> list[str]:
    lines: list[str] = []
    for name in SHELLS if shell is None else (shell,):
        lines += [_("For {}, once, and then in every new shell:").format(name), ""]
        lines += [f"  {line}" for line in _INSTALL[name]]
        lines += ["", _(_NEEDS[name]), ""]
    if shell is not None:
        others = ", ".join(name for name in SHELLS if name != shell)
        lines.append(_("Other shells: course_cli completion SHELL prints the script for {}.").format(others))
    return lines


def _current_shell() -> str | None:
    name = PurePath(os.environ.get("SHELL", "")).name
    return name if name in SHELLS else None
