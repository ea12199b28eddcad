"""`course_cli grade`."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from course_cli.batch import DEFAULT_GRADEBOOK
from course_cli.cli.aside import say
from course_cli.cli.command import Command
from course_cli.cli.names import complete_name
from course_cli.cli.options import device_option
from course_cli.cli.progress import progress_line
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UsageError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.learner.record import Digester, remember
from course_cli.report.plain import plain
from course_cli.workspace.own import read_work, refuse_chapter

_FORMATS = ["text", "json", "html", "junit", "gradescope"]
_CLASS_FORMATS = ["text", "json", "csv"]


@click.command("grade", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete_name)
@click.option(
    "--path",
    "folder",
    type=click.Path(path_type=Path),
    show_default="the current folder",
    help="The folder that holds <chapter>/<exercise>.py, or <chapter>/<chapter>.ipynb.",
)
@click.option(
    "--format", "format_", type=click.Choice([*_FORMATS, "csv"]), default="text", show_default=True,
    help="text, json, html, junit, gradescope; text, json, csv with --submissions.",
)  # fmt: skip
@device_option
@click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Grade a class instead: every DIR/<student>/<chapter>/<exercise>.py (or <chapter>.ipynb).",
)
@click.option(
    "--gradebook",
    type=click.Path(path_type=Path),
    metavar="FILE",
    show_default=DEFAULT_GRADEBOOK,
    help="Where the results of a class are kept.",
)
@click.option("--workers", type=click.IntRange(1, 256), show_default="one a core", help="Grading processes.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of this Dask scheduler (or scheduler file).")
@click.option("--resume", is_flag=True, help="Go on where the last run stopped; so does a plain re-run.")
@click.option(
    "--allow-weak-isolation", is_flag=True, help="Grade a class even where submissions cannot be fully confined."
)
@click.pass_context
def command(
    context: click.Context, /, names: tuple[str, ...], folder: Path | None, format_: str, device: str,
    submissions: Path | None, gradebook: Path | None, resume: bool, **of_class: Any,
) -> None:  # fmt: skip
    """Grade your code and show what to mend.

    NAME is an exercise (perceptron/softmax, or softmax), a chapter, or all; by default every exercise in the folder.
    Your code runs confined: it can neither harm your files nor see the checks.

    Ends with status 0 for full marks, 1 below, 2 where the command was wrong, 3 where course_cli itself failed.

    With --submissions only what is new or changed since the last run is graded, by default all exercises of the
    chapters that anyone handed in. Ends with status 0 once every submission is graded.
    """
    _refuse_mixed_options(context, submissions is not None, format_)
    catalog = Catalog.load()
    if submissions is not None:
        from course_cli.cli.batch import Wishes, grade_class

        gradebook = gradebook or Path(DEFAULT_GRADEBOOK)
        context.exit(grade_class(catalog, names, Wishes(submissions, device, format_, gradebook, **of_class)))
    folder = folder or Path()
    requested = catalog.resolve(names)
    submission = read_work(folder, catalog)
    exercises = requested or present(catalog, submission, folder)
    _say_what_is_missing(submission, exercises, folder)
    digester = Digester(catalog)
    report = graded(catalog, submission, exercises, device, pictures=format_ == "html")
    unkept = remember(folder, catalog, submission, report, digester)
    if unkept:
        say(_("Note: {}.").format(unkept))
    click.echo(rendered(report, format_))
    context.exit(0 if report.score >= report.max_score else 1)


def _say_what_is_missing(submission: Submission, exercises: Sequence[Exercise], folder: Path) -> None:
    """How to come by what was asked for and is not there, if nothing of it is."""
    if not submission.problems and not any(exercise.file in submission.files for exercise in exercises):
        first = exercises[0]
        fact = _("Note: no {} in {}: --path names another folder, and `course_cli fetch {}` brings the exercise.")
        say(fact.format(first.file, plain(str(folder.absolute())), first.id))


def _refuse_mixed_options(context: click.Context, of_class: bool, format_: str) -> None:
    """Raise UsageError for an option that would be ignored."""
    others = ["folder"] if of_class else ["gradebook", "workers", "scheduler", "resume", "allow_weak_isolation"]
    for option in context.command.params:
        if option.name in others and context.params.get(option.name):
            fault = _("{} cannot go with --submissions") if of_class else _("{} needs --submissions")
            raise UsageError(fault.format(option.opts[0]))
    allowed = _CLASS_FORMATS if of_class else _FORMATS
    if format_ not in allowed:
        fault = (
            _("--format {} is not for a class: use {}")
            if of_class
            else _("--format {} is not for one submission: use {}")
        )
        raise UsageError(fault.format(format_, ", ".join(allowed)))


def graded(
    catalog: Catalog,
    submission: Submission,
    exercises: tuple[Exercise, ...],
    device: str = "auto",
    *,
    pictures: bool = False,
) -> Report:
    """Grade with a progress line. Raises UsageError where this copy of the course has no grader for an exercise."""
    for exercise in exercises:
        if exercise.grader_path is None:
            raise UsageError(_("this copy of the course has no checks for {}: it cannot grade it").format(exercise.id))
    from course_cli.grading.client import grade
    from course_cli.report.plain import one_line

    for place, problem in submission.problems.items():
        if place.endswith("/"):  # else the report says it, with the exercise
            click.echo(_("Warning: {} {}; it was not read.").format(place, one_line(problem)), err=True)
    for note in submission.notes:
        click.echo(_("Note: {}").format(one_line(note, 1000)), err=True)
    with progress_line() as show:
        ids = [exercise.id for exercise in exercises]
        return grade(submission, ids, catalog=catalog, device=device, progress=show, pictures=pictures)


def present(catalog: Catalog, submission: Submission, folder: Path) -> tuple[Exercise, ...]:
    """The exercises whose file is in the workspace, readable or not. Raises UsageError where there is none."""
    there = {*submission.files, *submission.problems}
    found = tuple(exercise for exercise in catalog.exercises if exercise.file in there)
    if found:
        return found
    refuse_chapter(folder, catalog)
    raise UsageError(
        _("no exercise of this course in {}: `course_cli fetch {}` brings some").format(folder, catalog.chapters[0])
    )


def rendered(report: Report, format_: str) -> str:
    """The report in one of the formats of `--format`."""
    if format_ == "text":
        from course_cli.report.terminal import Style, can_show_marks, render

        return render(report, Style(shutil.get_terminal_size().columns, can_show_marks(sys.stdout.encoding)))
    text: str = importlib.import_module(f"course_cli.report.{format_}").render(report)
    return text
