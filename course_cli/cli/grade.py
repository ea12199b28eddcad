"""`course_cli grade`."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import click

from course_cli.cli.progress import progress_line
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UsageError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.workspace.files import read_submission
from course_cli.workspace.folder import open_folder

_FORMATS = ["text", "json", "html", "junit", "gradescope"]
_DEVICES = ["auto", "cpu", "cuda", "mps"]


@click.command("grade")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--path",
    "folder",
    type=click.Path(path_type=Path),
    default=".",
    show_default="the current folder",
    help="The folder that holds <chapter>/<exercise>.py.",
)
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--device", type=click.Choice(_DEVICES), default="auto", show_default=True)
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], folder: Path, format_: str, device: str) -> None:
    """Grade your code and show what to mend.

    NAME is an exercise (perceptron/softmax, or softmax), a chapter, or all; by default every exercise in the folder.
    Your code runs confined: it can neither harm your files nor see the checks.

    Ends with status 0 for full marks, 1 below, 2 where the command was wrong, 3 where course_cli itself failed.
    """
    catalog = Catalog.load()
    requested = catalog.resolve(names)
    submission = read_submission(folder, catalog.chapters)
    exercises = requested or present(catalog, submission, folder)
    report = graded(catalog, submission, exercises, device)
    click.echo(rendered(report, format_))
    context.exit(0 if report.score >= report.max_score else 1)


def graded(catalog: Catalog, submission: Submission, exercises: tuple[Exercise, ...], device: str = "auto") -> Report:
    """Grade with a progress line. Raises UsageError where this copy of the course has no grader for an exercise."""
    for exercise in exercises:
        if exercise.grader_path is None:
            raise UsageError(f"this copy of the course has no checks for {exercise.id}: it cannot grade it")
    from course_cli.grading.client import grade

    for place, problem in submission.problems.items():
        if place.endswith("/"):  # else the report says it, with the exercise
            click.echo(f"Warning: {place} {problem}; it was not read.", err=True)
    with progress_line() as show:
        return grade(submission, [exercise.id for exercise in exercises], catalog=catalog, device=device, progress=show)


def present(catalog: Catalog, submission: Submission, folder: Path) -> tuple[Exercise, ...]:
    """The exercises whose file is in the workspace, readable or not. Raises UsageError where there is none."""
    there = {*submission.files, *submission.problems}
    found = tuple(exercise for exercise in catalog.exercises if exercise.file in there)
    if found:
        return found
    with open_folder(folder) as opened:
        names = opened.names()
    for chapter in catalog.chapters:
        if any(f"{exercise.name}.py" in names for exercise in catalog.exercises if exercise.chapter == chapter):
            raise UsageError(
                f"no {chapter}/ in {folder}, but its exercises lie there: --path takes the folder above {chapter}/"
            )
    raise UsageError(f"no exercise of this course in {folder}: `course_cli fetch {catalog.chapters[0]}` brings some")


def rendered(report: Report, format_: str) -> str:
    """The report in one of the formats of `--format`."""
    if format_ == "text":
        from course_cli.report.terminal import Style, can_show_marks, render

        return render(report, Style(shutil.get_terminal_size().columns, can_show_marks(sys.stdout.encoding)))
    text: str = importlib.import_module(f"course_cli.report.{format_}").render(report)
    return text
