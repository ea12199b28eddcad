"""`course_cli export github-classroom`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.exporting.classroom_workflow import PLACE, workflow
from course_cli.cli.exporting.writing import write_file
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.language import translated as _


@click.command("github-classroom", cls=Command)
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=".",
    show_default="the current folder",
    help="The assignment's template repository.",
)
@click.option(
    "--install",
    metavar="REQUIREMENT",
    help="What pip installs there: the git+https:// address of your checkout, or a wheel of it in the repository.",
)
@click.option("--extra-index-url", metavar="URL", help="For pip: a further index, such as one of torch for the CPU.")
@click.option("--force", is_flag=True, help="Replace a workflow that is there and different.")
def command(names: tuple[str, ...], into: Path, install: str | None, extra_index_url: str | None, force: bool) -> None:
    """A workflow for GitHub Classroom.

    NAME is an exercise, a chapter, or all. Writes .github/workflows/classroom.yml: on every push GitHub installs this
    course, grades, shows what to mend, keeps a JUnit report and tells Classroom the points.

    A student can change the workflow of a repository that is theirs, and print the checks that it installs: the points
    tell how far someone is. For marks, grade the collected repositories with `course_cli grade --submissions`.
    """
    exercises = Catalog.load().resolve(names)
    if install is None:
        raise UsageError(
            _(
                "--install has to say where GitHub gets this course from, which is on no package index: "
                "the git+https:// address of your checkout, or ./FILE.whl for a wheel (`pip wheel "
                "--no-deps DIR`) that lies in the template"
            )
        )
    for text in (install, extra_index_url or ""):
        if not text.isprintable() or "${{" in text:
            raise UsageError(_("{!r} cannot be put into a workflow").format(text))
    place = into / PLACE
    data = workflow([exercise.id for exercise in exercises], install, extra_index_url).encode()
    if not force and place.exists() and place.read_bytes() != data:
        raise UsageError(_("{} is there and different: --force replaces it").format(place))
    write_file(place, data, ".yml")
    click.echo(_("{}: {} exercises").format(place, len(exercises)))
