"""`course_cli run`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.names import complete_exercise
from course_cli.cli.options import path_option
from course_cli.cli.progress import progress_line
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UsageError
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.report.examples import render
from course_cli.workspace.own import read_work


@click.command("run", cls=Command)
@click.argument("name", shell_complete=complete_exercise)
@path_option
@click.pass_context
def command(context: click.Context, name: str, folder: Path) -> None:
    """Run an exercise's own examples on your code; no score.

    Your code runs confined, as it does in `grade`. Ends with status 0 where every example gives what it promises,
    else 1.
    """
    from course_cli.grading.client import Engine

    catalog = Catalog.load()
    exercises = catalog.resolve([name])
    submission = read_work(folder, catalog)
    for exercise in exercises:
        _require(exercise, submission, folder)
    ids = [exercise.id for exercise in exercises]
    passed = True
    with progress_line() as show, Engine(catalog, ids, progress=show) as engine:
        results = [(exercise, engine.run_examples(submission, exercise.id)) for exercise in exercises]
    for exercise, examples in results:
        click.secho(exercise.id, bold=True)
        if not examples:
            click.echo("  " + _("has no examples"))
            continue
        click.echo(render(examples))
        passed = passed and all(example.passed for example in examples)
    context.exit(0 if passed else 1)


def _require(exercise: Exercise, submission: Submission, folder: Path) -> None:
    if exercise.file in submission.problems:
        raise UsageError(f"{folder / exercise.file} {submission.problems[exercise.file]}")
    if exercise.file not in submission.files:
        raise UsageError(_("no {} in {}: `course_cli fetch {}` brings it").format(exercise.file, folder, exercise.id))
