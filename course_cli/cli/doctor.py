"""`course_cli doctor`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.progress import progress_line
from course_cli.doctor.examination import examine
from course_cli.doctor.finding import Finding, State
from course_cli.language import marked
from course_cli.language import translated as _
from course_cli.report.layout import width, wrap
from course_cli.report.plain import plain

SCHEMA = 1
_WIDEST = 100
_STATES: dict[State, str] = {"ok": marked("ok"), "warning": marked("warning"), "broken": marked("broken")}
_COLORS: dict[State, str] = {"ok": "green", "warning": "magenta", "broken": "red"}


@click.command("doctor", cls=Command)
@click.option(
    "--path",
    "folder",
    type=click.Path(path_type=Path),
    default=".",
    show_default="the current folder",
    help="The folder that you work in.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, folder: Path, format_: str) -> None:
    """What is wrong with this installation, and how to mend it.

    Nothing is changed. Ends with status 0 where all that grading needs is there, else 1; what is only a warning costs
    comfort, or something that not everyone needs.
    """
    found: list[Finding] = []
    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    with progress_line() as show:
        if show is not None:
            show(_("looking, and grading a stub"))
        for finding in examine(folder):
            found.append(finding)
    if format_ == "json":
        click.echo(json.dumps(_as_data(found), indent=2))
    else:
        for finding in found:
            click.echo("\n".join(_lines(finding, columns)))
        click.echo("\n" + "\n".join(wrap(_summary(found), columns)))
    context.exit(0 if _is_sound(found) else 1)


def _is_sound(found: list[Finding]) -> bool:
    return all(finding.state != "broken" for finding in found)


def _as_data(found: list[Finding]) -> dict[str, object]:
    findings = [
        {"id": one.id, "state": one.state, "said": plain(one.said), "mend": plain(one.mend)} for one in found
    ]  # fmt: skip
    return {"schema": SCHEMA, "ok": _is_sound(found), "findings": findings}


def _lines(finding: Finding, columns: int) -> Iterator[str]:
    state = _(_STATES[finding.state])
    head = state + " " * (9 - width(state))
    mark = click.style(head, fg=_COLORS[finding.state], bold=finding.state != "ok")
    text = [*wrap(_("{}: {}").format(finding.id, plain(finding.said)), columns - width(head))]
    yield mark + text[0]
    yield from (" " * width(head) + line for line in text[1:])
    if finding.mend:
        indent = " " * min(width(head), columns // 8)
        yield from (
            f"{indent}{line}" for line in wrap(_("To mend it: {}").format(plain(finding.mend)), columns - len(indent))
        )


def _summary(found: list[Finding]) -> str:
    broken = sum(finding.state == "broken" for finding in found)
    warnings = sum(finding.state == "warning" for finding in found)
    if broken:
        return _("{} broken, {} warnings. Mend what is broken from the top.").format(broken, warnings)
    if warnings:
        return _("All that grading needs is there; {} warnings.").format(warnings)
    return _("All is well.")
