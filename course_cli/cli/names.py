"""What a shell completes a name to: exercises, chapters, checks. Nothing is read but the names of files."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem


def complete_exercise(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Ids, and the short names that only one exercise has."""
    return _starting(incomplete, _exercises(), ())


def complete_name(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Chapters, exercises and `all`, but none that is on the command line already."""
    given = context.params.get(parameter.name or "") or ()
    ids = _exercises()
    chapters = list(dict.fromkeys(id_.partition("/")[0] for id_ in ids))
    return _starting(incomplete, ids, [*chapters, "all"], set(given))


def complete_check(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The checks of the exercise that is on the command line."""
    from course_cli.course.catalog import Catalog
    from course_cli.errors import CourseError

    try:
        (exercise,) = Catalog.load().resolve([str(context.params.get("name"))])
        checks = exercise.checks
    except (CourseError, ValueError):
        return []
    return [CompletionItem(check.id, help=check.title) for check in checks if check.id.startswith(incomplete)]


def _exercises() -> list[str]:
    from course_cli.course.catalog import exercise_ids

    return exercise_ids()


def _starting(
    incomplete: str, ids: list[str], others: Iterable[str], given: set[str] | None = None
) -> list[CompletionItem[str]]:
    """Short names first; ids only once there is a slash, or the list would hold everything twice."""
    names = [id_.partition("/")[2] for id_ in ids]
    known = [*others]
    known += [name for name in names if names.count(name) == 1 and name not in known]
    known += [id_ for id_ in ids if "/" in incomplete or names.count(id_.partition("/")[2]) > 1]
    return [CompletionItem(name) for name in known if name.startswith(incomplete) and name not in (given or ())]
