"""`course_cli hint`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from course_cli.course.catalog import Catalog, Exercise, nearest
from course_cli.course.checks import CheckSpec
from course_cli.errors import UnknownExercise, UsageError
from course_cli.report.layout import wrap
from course_cli.workspace.folder import open_folder


@click.command("hint")
@click.argument("name")
@click.argument("check", required=False)
@click.option(
    "--path",
    "folder",
    type=click.Path(path_type=Path),
    default=".",
    help="As in `grade`, so that a command line can be reused; nothing is read or graded.",
)
def command(name: str, check: str | None, folder: Path) -> None:
    """The hints for an exercise's checks.

    NAME is an exercise; CHECK, one of its checks, shows that hint alone.
    """
    with open_folder(folder):
        pass  # a folder that is not there is a mistake in the command, here as in `grade`
    exercises = Catalog.load().resolve([name])
    if check is not None and len(exercises) > 1:
        raise UsageError(f"{name} is a chapter; a check belongs to one exercise: {', '.join(e.id for e in exercises)}")
    columns = min(shutil.get_terminal_size().columns, 100)
    for position, exercise in enumerate(exercises):
        if position:
            click.echo()
        click.secho(f"{exercise.id}: {exercise.title}", bold=True)
        for spec in _checks(exercise, check):
            click.echo()
            click.secho("\n".join(_indented(f"{spec.id}: {spec.title}", columns, "  ")), bold=True)
            click.echo("\n".join(_indented(spec.hint, columns, "    ")))


def _checks(exercise: Exercise, wanted: str | None) -> tuple[CheckSpec, ...]:
    if exercise.grader_path is None:
        raise UsageError(f"this copy of the course has no checks for {exercise.id}, and so no hints")
    if wanted is None:
        return exercise.checks
    found = tuple(spec for spec in exercise.checks if spec.id == wanted.removeprefix("test_"))
    if not found:
        ids = [spec.id for spec in exercise.checks]
        raise UnknownExercise(
            f"{exercise.id} has no check {wanted[:60]!r}. Did you mean {' or '.join(nearest(wanted, ids) or ids)}?"
        )
    return found


def _indented(text: str, columns: int, indent: str) -> list[str]:
    return [indent + line for line in wrap(text, columns - len(indent))]
