"""`course_cli status`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from course_cli.cli.aside import say
from course_cli.cli.command import Command
from course_cli.cli.options import path_option
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.learner.progress import Progress
from course_cli.learner.record import Digester, keeps_progress, remember
from course_cli.learner.standing import standing
from course_cli.learner.store import load
from course_cli.workspace.files import is_stub, read_submission


@click.command("status", cls=Command)
@path_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--rebuild", is_flag=True, help="Grade anew what is in the folder, whatever is remembered of it.")
def command(folder: Path, format_: str, rebuild: bool) -> None:
    """How far you are: points, what is next, what to look at again.

    `grade`, `watch`, `hint` and `solution` remember their results in your folder, in .course_cli/progress.json. It is
    for you alone: no teacher's score is read from it. Where it is damaged, it is made again from your files.
    """
    catalog = Catalog.load()
    found = load(folder)
    progress = found.progress
    if found.problem:
        say(_("Warning: {}.").format(found.problem))
    newer = progress.schema > Progress().schema
    if rebuild or (found.problem and not newer):
        progress = _rebuilt(catalog, folder)
    where = standing(catalog, folder, progress)
    if format_ == "json":
        from course_cli.report.status import as_json

        click.echo(as_json(where))
        return
    from course_cli.report.status import as_text
    from course_cli.report.terminal import Style, can_show_marks

    columns = shutil.get_terminal_size().columns
    click.echo(as_text(where, Style(columns, can_show_marks(sys.stdout.encoding))))


def _rebuilt(catalog: Catalog, folder: Path) -> Progress:
    """The progress once everything in the folder that was written to has been graded."""
    from course_cli.cli.grade import graded

    if not keeps_progress(folder, catalog):
        raise UsageError(_("{} is the course's own folder: no progress is kept there").format(folder))
    submission = read_submission(folder, catalog)
    there = tuple(
        one for one in catalog.exercises
        if one.grader_path and one.file in submission.files and not is_stub(one, submission.files[one.file])
    )  # fmt: skip
    if not there:
        return load(folder).progress
    say(_("Grading {} exercises anew; what was remembered of hints is kept where it could be read.").format(len(there)))
    digester = Digester(catalog)
    report = graded(catalog, submission, there)
    problem = remember(folder, catalog, submission, report, digester)
    if problem:
        say(_("Warning: {}.").format(problem))
    return load(folder).progress
