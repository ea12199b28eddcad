"""`course_cli dev check`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.command import Command
from course_cli.cli.options import root_option
from course_cli.cli.progress import progress_line
from course_cli.course.catalog import EVERYTHING, Catalog
from course_cli.course.chapters import chapter_problems
from course_cli.course.orphans import find_orphans
from course_cli.course.soundness import Soundness, examine
from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.report.layout import number
from course_cli.report.plain import plain


@click.command("check", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@root_option
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], root: Path | None) -> None:
    """Prove each exercise sound.

    The stub is current and earns nothing, the solution and every alternative earn full marks, the examples hold, every
    drawing shows something, each mutant loses the checks it names and what hangs on them, nothing lacks a hint, every
    chapter has a lesson and no two exercises one place in it, and no file belongs to nothing. Ends with status 1 if
    anything is wrong.
    """
    from course_cli.grading.client import Engine

    catalog = Catalog.load(root)
    exercises = catalog.resolve(names or (EVERYTHING,))
    if not any(exercise.solution_path for exercise in exercises):
        raise UsageError(
            _("the course in {} has no solutions: only its authors' copy can be checked").format(catalog.root)
        )
    sound = True
    width = max(len(exercise.id) for exercise in exercises)
    with Engine(catalog, [exercise.id for exercise in exercises], names_mistakes=False) as engine:
        for exercise in exercises:
            with progress_line() as show:
                if show:
                    show(_("checking {}").format(exercise.id))
                result = examine(catalog, exercise, engine)
            sound = sound and not result.problems
            _print(result, width)
    for chapter in dict.fromkeys(exercise.chapter for exercise in exercises):
        problems = chapter_problems(catalog, chapter)
        sound = sound and not problems
        if problems:
            mark = click.style(_("wrong"), fg="red")
            click.echo("\n        ".join([f"{mark}   {chapter}", *problems]))
    chapters = {exercise.chapter for exercise in exercises} if names else None
    for problem in find_orphans(catalog.root, chapters):
        sound = False
        mark = click.style(_("orphan"), fg="red")
        click.echo(f"{mark}  {problem}")
    context.exit(0 if sound else 1)


def _print(result: Soundness, width: int) -> None:
    mark = click.style(_("wrong"), fg="red") if result.problems else click.style(_("sound"), fg="green")
    counts = _("{:>4} points  {:>2} checks  {:>2} examples  {:>2} mutants  {:>2} alternatives").format(
        number(result.points), result.checks, result.examples, result.mutants, result.alternatives
    )
    click.echo(f"{mark}   {result.id:<{width}}  {counts}")
    for problem in result.problems:
        click.echo(f"        {plain(problem, 400)}")
