"""`course_cli demo`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

import course_cli
from course_cli.cli.command import Command
from course_cli.cli.grade import graded, rendered
from course_cli.course.catalog import Catalog
from course_cli.language import translated as _
from course_cli.workspace.fetch import fetch
from course_cli.workspace.files import read_submission

CHAPTER = "perceptron"


@click.command("demo", cls=Command)
def command() -> None:
    """Grade a half-right example and show the feedback.

    Fetches the first chapter into a temporary folder, puts some answers in, right and wrong, and grades them. Nothing
    of yours is touched.
    """
    catalog = Catalog.load()
    exercises = catalog.resolve([CHAPTER])
    answers = sorted((Path(course_cli.__file__).parent / "demo" / CHAPTER).glob("*.py"))
    with tempfile.TemporaryDirectory(prefix="course_cli-demo-") as name:
        workspace = Path(name)
        count = sum(1 for _file in fetch(catalog, exercises, workspace))
        click.echo(_("Fetched chapter {}, {} files, into a temporary folder.").format(CHAPTER, count))
        for answer in answers:
            shutil.copyfile(answer, workspace / CHAPTER / answer.name)
        names = ", ".join(answer.name for answer in answers)
        click.echo(_("Put answers into {}; not all of them are right.").format(names) + "\n")
        report = graded(catalog, read_submission(workspace, catalog), exercises)
    click.echo(rendered(report, "text"))
    click.echo(
        "\n"
        + _(
            "Your turn:\n"
            "  course_cli fetch {}   the stubs and the lesson, into this folder\n"
            "  course_cli run softmax        an exercise's own examples, on your code\n"
            "  course_cli grade softmax      your score, and what to mend\n"
            "  course_cli watch softmax      the same, on every save"
        ).format(CHAPTER)
    )
