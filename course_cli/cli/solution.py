"""`course_cli solution`."""

from __future__ import annotations

from pathlib import Path

import click

from course_cli.cli.aside import say
from course_cli.cli.command import Command
from course_cli.cli.names import complete_exercise
from course_cli.cli.options import path_option
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import CourseError, UsageError
from course_cli.language import translated as _
from course_cli.learner.progress import solution_shown
from course_cli.learner.solution import difference, reference
from course_cli.learner.work import Work
from course_cli.report.layout import number
from course_cli.report.solution import render


@click.command("solution", cls=Command)
@click.argument("name", shell_complete=complete_exercise)
@click.option("--give-up", is_flag=True, help="Show it before you have passed; `status` remembers that.")
@path_option
def command(name: str, give_up: bool, folder: Path) -> None:
    """The reference solution, once you have passed, and how yours differs.

    NAME is an exercise. Your code is graded first, where it was not since you edited it; the solution is shown for full
    marks. A notebook's answer is compared too.

    Ends with status 0 where the solution is shown, 1 where your code has not passed yet.
    """
    catalog = Catalog.load()
    exercise = one_exercise(catalog, name)
    text = reference(exercise)
    work = Work.open(catalog, folder, say)
    if not give_up:
        require_passed(work, exercise)
    own = work.submission.files.get(exercise.file)
    click.echo(render(exercise.id, text, None if own is None else difference(own, exercise)))
    passed = has_passed(work, exercise)
    if passed or give_up:
        work.keep(exercise, lambda entry: solution_shown(entry, passed=passed), say)


def one_exercise(catalog: Catalog, name: str) -> Exercise:
    """The exercise that a name stands for, also where a chapter has the same. Raises UsageError for other chapters."""
    found = catalog.resolve([name])
    if len(found) > 1:
        for exercise in found:
            if exercise.name == name:
                return exercise
        raise UsageError(_("{} is {} exercises: say which, as {}").format(name, len(found), found[0].id))
    return found[0]


def has_passed(work: Work, exercise: Exercise) -> bool:
    """Whether what lies there now has full marks, as far as is remembered."""
    mark = work.progress.of(exercise).mark
    return work.is_current(exercise) and mark is not None and mark.full


def require_passed(work: Work, exercise: Exercise) -> None:
    """Grade the exercise if need be. Raises CourseError where it has not passed, UsageError where it is not there."""
    from course_cli.cli.grade import graded

    if not work.has(exercise):
        problem = work.submission.problems.get(exercise.file, _("is not there"))
        raise UsageError(
            _("{} {}: the solution is shown once you have passed, or with --give-up").format(
                work.folder / exercise.file, problem
            )
        )
    work.grade_stale([exercise], graded, say)
    mark = work.progress.of(exercise).mark
    if mark is None or not mark.full:
        score = f"{number(mark.score)}/{number(mark.max_score)}" if mark is not None else _("no score")
        raise CourseError(
            _(
                "{} has {}: the solution is shown once it has passed. course_cli hint {} helps you on; --give-up "
                "shows the solution now."
            ).format(exercise.id, score, exercise.name)
        )
