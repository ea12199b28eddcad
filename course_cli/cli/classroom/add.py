"""`course_cli nbgrader add`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.course.catalog import Catalog
from course_cli.language import counted, marked
from course_cli.language import translated as _
from course_cli.report.layout import width
from course_cli.report.plain import plain

_STATUS = {"new": marked("new"), "updated": marked("updated"), "unchanged": marked("unchanged")}


@click.command("add", cls=Command)
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--course",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The folder of the nbgrader course: the one that holds its nbgrader_config.py and source/.",
)
def command(names: tuple[str, ...], course: Path) -> None:
    """Put exercises into an nbgrader course, or bring them up to date.

    NAME is an exercise (perceptron/softmax, or softmax), a chapter, or all. Each chapter becomes an assignment,
    source/<chapter>/<chapter>.ipynb, and nbgrader_config.py gets the settings that grading takes. Cells that you wrote
    yourself stay where they are; the course's own cells are written anew each time, in the language of --lang or of
    your locale.
    """
    from course_cli.nbgrader.add import add

    catalog = Catalog.load()
    assignments = []
    for written in add(catalog, catalog.resolve(names), course):
        contents = ""
        if written.exercises:
            points = sum(exercise.points for exercise in written.exercises)
            contents = counted(
                "{0} exercise, {1:g} points", "{0} exercises, {1:g} points", len(written.exercises), points
            )
            assignments.append(written.exercises[0].chapter)
        status = _(_STATUS[written.status])
        space = " " * (9 - width(status))
        click.echo(f"{status}{space}  {plain(written.path)}   {contents}".rstrip())
        for note in written.notes:
            click.echo(_("Note: {}").format(plain(note)), err=True)
    click.echo(_("Next, in {}: nbgrader generate_assignment {}").format(plain(str(course)), assignments[0]))
