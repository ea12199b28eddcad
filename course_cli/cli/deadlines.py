"""`course_cli deadlines`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from course_cli.batch import DEFAULT_GRADEBOOK
from course_cli.batch.gradebook import DueDate, Gradebook
from course_cli.batch.late import Deadlines, Due, LatePolicy, due_text, parse_due, parse_duration, parse_penalty
from course_cli.cli.command import Command
from course_cli.course.catalog import EVERYTHING, Catalog, read_text
from course_cli.course.nearest import nearest
from course_cli.errors import EngineFault, UsageError, WorkspaceError
from course_cli.language import counted
from course_cli.language import translated as _
from course_cli.report.layout import number
from course_cli.report.plain import plain


def _parsed(parse: Callable[[str], Any]) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    return lambda context, parameter, text: None if text is None else parse(text)


@click.command("deadlines", cls=Command)
@click.option(
    "--gradebook", type=click.Path(path_type=Path), metavar="FILE", default=DEFAULT_GRADEBOOK, show_default=True
)
@click.option("--set", "set_", multiple=True, metavar="CHAPTER=TIME", help="A due date, 2026-10-01T23:59+08:00.")
@click.option("--clear", multiple=True, metavar="CHAPTER", help="Forget a due date; `all` forgets every one.")
@click.option("--penalty", callback=_parsed(parse_penalty), metavar="10%/day", help="Lost for each begun day.")
@click.option("--grace", callback=_parsed(parse_duration), metavar="1h", help="Late by no more than this is in time.")
@click.option("--at-most", callback=_parsed(parse_penalty), metavar="50%", help="The most that is lost.")
@click.option("--cutoff", type=click.IntRange(0, 3660), metavar="DAYS", help="Later than this, nothing counts.")
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", help="Take what --format json gave.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    gradebook: Path, set_: tuple[str, ...], clear: tuple[str, ...], source: Path | None, format_: str, **policy: Any
) -> None:
    """Due dates and the late policy of a gradebook.

    Without options to change something, shows them. A penalty, a grace period and their bounds apply to the chapters
    that --set names, or to every chapter with a due date. Penalties are parts of the raw score, which stays as it was
    graded; exports show both. TIME has a time zone: an offset (+08:00) or a name ('2026-10-01T23:59 Europe/Berlin').
    """
    catalog = Catalog.load()
    changes = {name: value for name, value in policy.items() if value is not None}
    writes = bool(set_ or clear or source or changes)
    with Gradebook.open(gradebook, catalog.course, write=writes) as book:
        deadlines = Deadlines.of(book.due_dates().values())
        if writes:
            deadlines = _changed(_read(source) if source else deadlines, catalog, set_, clear, changes)
            book.set_due_dates(DueDate(chapter, due.at, due.policy.to_json()) for chapter, due in deadlines.due.items())
    click.echo(deadlines.to_json() if format_ == "json" else _as_text(deadlines))


def _read(source: Path) -> Deadlines:
    try:
        return Deadlines.from_json(read_text(source))
    except EngineFault as error:
        raise WorkspaceError(str(error)) from error


def _changed(
    deadlines: Deadlines, catalog: Catalog, set_: tuple[str, ...], clear: tuple[str, ...], changes: Mapping[str, Any]
) -> Deadlines:
    due = dict(deadlines.due)
    for name in clear:
        if name == EVERYTHING:
            due.clear()
        elif due.pop(name.removesuffix("/"), None) is None:
            raise UsageError(_("{!r} has no due date to clear").format(name))
    chosen = dict(_assignment(text, catalog) for text in set_)
    for chapter, moment in chosen.items():
        due[chapter] = Due(moment, due[chapter].policy if chapter in due else LatePolicy())
    if changes and not due:
        raise UsageError(_("no due date is set that this could apply to: --set CHAPTER=TIME sets one"))
    for chapter in chosen or due:
        due[chapter] = replace(due[chapter], policy=_policy(due[chapter].policy, changes))
    return Deadlines(due)


def _assignment(text: str, catalog: Catalog) -> tuple[str, Any]:
    chapter, equals, moment = text.partition("=")
    chapter = chapter.strip().removesuffix("/")
    if not equals:
        raise UsageError(
            _("--set {!r} is not CHAPTER=TIME, such as {}=2026-10-01T23:59+08:00").format(text, catalog.chapters[0])
        )
    if chapter not in catalog.chapters:
        near = nearest(chapter, catalog.chapters)
        problem = _("no chapter is called {!r}.").format(chapter)
        if near:
            raise UsageError(_("{} Did you mean {}?").format(problem, _(" or ").join(near)))
        raise UsageError(_("{} There are {}.").format(problem, ", ".join(catalog.chapters)))
    return chapter, parse_due(moment)


def _policy(policy: LatePolicy, changes: Mapping[str, Any]) -> LatePolicy:
    names = {"penalty": "penalty_per_day", "grace": "grace", "at_most": "max_penalty", "cutoff": "cutoff_days"}
    try:
        return replace(policy, **{names[option]: value for option, value in changes.items()})
    except ValueError as error:
        raise UsageError(str(error)) from error


def _as_text(deadlines: Deadlines) -> str:
    if not deadlines:
        return _("No due dates are set: nothing is late.")
    rows = [(plain(chapter), due_text(due.at), _described(due.policy)) for chapter, due in deadlines.due.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{chapter:{widths[0]}}  {at:{widths[1]}}  {policy}" for chapter, at, policy in sorted(rows))


def _described(policy: LatePolicy) -> str:
    if not policy.penalty_per_day and policy.cutoff_days is None:
        return _("no penalty")
    parts = [_("{}% a day").format(number(100 * policy.penalty_per_day))] if policy.penalty_per_day else []
    if policy.grace:
        parts.append(_("after a grace of {}").format(policy.grace))
    if policy.penalty_per_day and policy.max_penalty < 1:
        parts.append(_("at most {}%").format(number(100 * policy.max_penalty)))
    if policy.cutoff_days is not None:
        parts.append(counted("nothing counts after {0} day", "nothing counts after {0} days", policy.cutoff_days))
    return ", ".join(parts)
