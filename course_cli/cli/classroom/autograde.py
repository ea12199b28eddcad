"""`course_cli nbgrader autograde`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.progress import progress_line
from course_cli.errors import EngineFault
from course_cli.language import translated as _
from course_cli.report.plain import one_line, person

SHOWN_REASON = 600


@click.command("autograde", cls=Command)
@click.argument("assignment")
@click.option(
    "--course",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder of the nbgrader course: the one that holds its nbgrader_config.py and submitted/.",
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many at a time; by default one a core.")
@click.option("--force", is_flag=True, help="Grade everyone anew, also those whose submission has not changed.")
@click.pass_context
def command(context: click.Context, assignment: str, course: Path, jobs: int | None, force: bool) -> None:
    """Autograde nbgrader's submissions, several students at a time, in the cage.

    The same as `nbgrader autograde ASSIGNMENT` with the settings that `course_cli nbgrader add` made: the scores are in
    nbgrader's gradebook, the notebooks in autograded/. What has not changed since it was graded is left alone.

    Ends with status 0 once every submission is graded, 3 if some could not be; the same command tries those again.
    """
    from course_cli.batch.local import usable_cores
    from course_cli.nbgrader.autograde import autograde, students_of

    course = Path(os.path.abspath(course))
    students = students_of(course, assignment)
    counts = {"graded": 0, "unchanged": 0}
    failed = []
    outcomes = []
    with progress_line() as show:
        for outcome in autograde(course, assignment, students, jobs or usable_cores(), force=force):
            outcomes.append(outcome)
            if show is not None:
                show(_("{} of {} students").format(len(outcomes), len(students)))
    for outcome in outcomes:
        for warning in outcome.warnings:
            click.echo(f"{person(outcome.student)}: {one_line(warning, SHOWN_REASON)}", err=True)
        if outcome.status == "failed":
            failed.append(outcome)
        else:
            counts[outcome.status] += 1
    click.echo(_("{} graded, {} unchanged, {} failed").format(counts["graded"], counts["unchanged"], len(failed)))
    for outcome in sorted(failed, key=lambda outcome: outcome.student):
        click.echo(f"  {person(outcome.student)}: {one_line(outcome.message, SHOWN_REASON)}")
    context.exit(EngineFault.exit_status if failed else 0)
