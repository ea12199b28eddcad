"""`course_cli hint`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from course_cli.cli.aside import say
from course_cli.cli.command import Command
from course_cli.cli.names import complete_check, complete_exercise
from course_cli.cli.options import path_option
from course_cli.cli.solution import one_exercise
from course_cli.course.catalog import Catalog, Exercise
from course_cli.course.checks import CheckSpec
from course_cli.course.nearest import nearest
from course_cli.errors import UnknownExercise, UsageError
from course_cli.language import translated as _
from course_cli.learner.hints import Ladder, failing
from course_cli.learner.progress import hinted
from course_cli.learner.work import Work
from course_cli.report.hints import WIDEST, render
from course_cli.report.layout import wrap


@click.command("hint", cls=Command)
@click.argument("name", shell_complete=complete_exercise)
@click.argument("check", required=False, shell_complete=complete_check)
@click.option("--all", "everything", is_flag=True, help="All hints of all checks, to the last.")
@path_option
def command(name: str, check: str | None, everything: bool, folder: Path) -> None:
    """The next hint for the checks that fail.

    NAME is an exercise; CHECK, one of its checks, shows the hint for that one alone. Ask again and the next hint tells
    more; the last one is the lesson, with the section of the text that has the formula. Of an exercise that is not in
    your folder, the first hint of every check is shown.

    Your code is graded first, where it was not since you edited it. The hints you took are remembered in your folder.
    """
    catalog = Catalog.load()
    exercise = one_exercise(catalog, name)
    wanted = _checks(exercise, check)
    work = Work.open(catalog, folder, say)
    if not everything and check is None:
        from course_cli.cli.grade import graded

        work.grade_stale([exercise], graded, say)
    click.secho(_("{}: {}").format(exercise.id, _(exercise.title)), bold=True)
    _show(work, exercise, wanted, everything, check is not None)


def _checks(exercise: Exercise, wanted: str | None) -> tuple[CheckSpec, ...]:
    if exercise.grader_path is None:
        raise UsageError(_("this copy of the course has no checks for {}, and so no hints").format(exercise.id))
    if wanted is None:
        return exercise.checks
    found = tuple(spec for spec in exercise.checks if spec.id == wanted.removeprefix("test_"))
    if not found:
        ids = [spec.id for spec in exercise.checks]
        raise UnknownExercise(
            _("{} has no check {!r}. Did you mean {}?").format(exercise.id, wanted[:60], _(" or ").join(near))
            if (near := nearest(wanted, ids))
            else _("{} has no check {!r}. It has {}.").format(exercise.id, wanted[:60], ", ".join(ids))
        )
    return found


def _show(work: Work, exercise: Exercise, checks: tuple[CheckSpec, ...], everything: bool, named: bool) -> None:
    ladder = Ladder(work.catalog, exercise)
    shown = work.progress.of(exercise).hints
    columns = shutil.get_terminal_size().columns
    if not work.has(exercise):
        steps = (ladder.all(checks) if everything else ladder.next(checks, {}))[0]
        click.echo(render(steps, columns))
        return
    if everything:
        steps, after = ladder.all(checks)
    else:
        chosen = checks if named else _failing(work, exercise, columns)
        if not chosen:
            return
        steps, after = ladder.next(chosen, shown)
    click.echo(render(steps, columns))
    work.keep(exercise, lambda entry: hinted(entry, after), say)
    if not everything:
        click.echo()
        if all(step.last for step in steps):
            _paragraph(_("That was the last hint."), columns)
            _paragraph(_("course_cli solution {} --give-up shows the answer.").format(exercise.id), columns)
        else:
            _paragraph(_("Ask again for the next hint."), columns)


def _failing(work: Work, exercise: Exercise, columns: int) -> list[CheckSpec]:
    """The checks that fail now; where there are none, says why."""
    mark = work.progress.of(exercise).mark
    if mark is None or mark.full:
        _paragraph(_("All its checks pass: there is nothing to hint at. --all shows every hint."), columns)
        return []
    if mark.status != "graded":
        _paragraph(_("Its checks cannot run yet: course_cli grade {} says why.").format(exercise.id), columns)
        return []
    found = failing(exercise.checks, mark.failed)
    if not found:
        _paragraph(_("Its checks wait for the exercises it imports: course_cli grade {}").format(exercise.id), columns)
    return found


def _paragraph(text: str, columns: int) -> None:
    click.echo("\n".join(f"  {line}" for line in wrap(text, min(columns, WIDEST) - 2)))
