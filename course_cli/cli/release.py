"""`course_cli release`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

import course_cli
from course_cli.cli.command import Command
from course_cli.cli.names import complete_name
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UsageError
from course_cli.language import spoken
from course_cli.language import translated as _


@click.command("release", cls=Command)
@click.argument("names", metavar="NAME...", nargs=-1, required=True, shell_complete=complete_name)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the kit: a new or empty one, or that of an earlier kit, which it replaces.",
)
@click.option("--zip", "zipped", is_flag=True, help="Also make OUT.zip.")
@click.option(
    "--due",
    "dues",
    metavar="CHAPTER=TIME",
    multiple=True,
    help="When a chapter is due, as 2026-10-01T23:59+08:00 or '2026-10-01T23:59 Europe/Berlin'. May be repeated.",
)
@click.option(
    "--release-version",
    default=course_cli.__version__,
    show_default=True,
    help="What students see as the version of the kit.",
)
def command(names: tuple[str, ...], out: Path, zipped: bool, dues: tuple[str, ...], release_version: str) -> None:
    """Make the student kit: stubs, lessons, notebooks, checksums.

    NAME is an exercise (perceptron/softmax, or softmax), a chapter, or all. The kit holds no answer, no check and no
    hint. Put it on a web server or into a git repository, or hand it out as a folder or a zip: students get it by
    `course_cli fetch --from PLACE`.
    """
    from course_cli.course.release import build_kit
    from course_cli.workspace.release import write_folder, write_zip

    catalog = Catalog.load()
    exercises = catalog.resolve(names)
    due = _due(dues)
    kit = build_kit(catalog, exercises, version=release_version, notebooks=_notebooks(catalog, exercises), due=due)
    click.echo(f"{write_folder(kit, out):<11} {out}")
    if zipped:
        place = out.resolve().with_name(f"{out.resolve().name}.zip")
        click.echo(f"{write_zip(kit, place):<11} {place}")
    count = len(kit.files)
    size = sum(len(data) for data in kit.files.values())
    click.echo(_("{} files, {} KB, version {}").format(count, -(-size // 1024), kit.manifest.version))


def _notebooks(catalog: Catalog, exercises: Sequence[Exercise]) -> dict[str, bytes]:
    from course_cli.nbgrader.source_student import student_notebook

    chapters: dict[str, list[Exercise]] = {}
    for exercise in exercises:
        chapters.setdefault(exercise.chapter, []).append(exercise)
    return {
        f"{chapter}/{chapter}.ipynb": student_notebook(catalog, chosen, language=spoken())
        for chapter, chosen in chapters.items()
    }


def _due(dues: tuple[str, ...]) -> dict[str, str]:
    if not dues:
        return {}
    from course_cli.batch.late import due_text, parse_due

    found: dict[str, str] = {}
    for text in dues:
        chapter, equals, moment = text.partition("=")
        if not equals:
            raise UsageError(
                _("--due {!r} is not CHAPTER=TIME, such as perceptron=2026-10-01T23:59+08:00").format(text)
            )
        if found.setdefault(chapter, due_text(parse_due(moment))) != due_text(parse_due(moment)):
            raise UsageError(_("--due gives {!r} two different times").format(chapter))
    return found
