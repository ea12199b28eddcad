"""`course_cli watch`."""

from __future__ import annotations

import queue
from pathlib import Path
from typing import TYPE_CHECKING

import click

from course_cli.cli.aside import say
from course_cli.cli.command import Command
from course_cli.cli.names import complete_exercise
from course_cli.cli.options import device_option, path_option
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UsageError
from course_cli.language import translated as _

if TYPE_CHECKING:
    from course_cli.learner.work import Work


@click.command("watch", cls=Command)
@click.argument("name", required=False, shell_complete=complete_exercise)
@path_option
@device_option
def command(name: str | None, folder: Path, device: str) -> None:
    """Grade on every save, at once.

    NAME is the exercise to begin with, by default the next one to do (`course_cli status`). Save any exercise and it is
    graded, and the one before it too where it imports that. Keys: n next, h hint, s solution (once it has passed), r
    reset, Enter grade again, q quit. Without a terminal there are no keys; Ctrl-C ends it.

    Results are remembered as those of `grade` are.
    """
    from course_cli.cli.watching import TerminalScreen
    from course_cli.grading.client import require_device
    from course_cli.learner.watching.events import Event
    from course_cli.learner.watching.files import FileWatcher
    from course_cli.learner.watching.grader import Grader
    from course_cli.learner.watching.keys import Keyboard, ending_in_order
    from course_cli.learner.watching.session import Session
    from course_cli.learner.work import Work

    catalog = Catalog.load()
    work = Work.open(catalog, folder, say)
    exercise = _first(work, name)
    require_device(device)
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    with (
        ending_in_order(events.put),
        Keyboard(events.put) as keyboard,
        FileWatcher(folder, catalog.chapters, events.put),
        Grader(catalog, events.put, device=device) as grader,
    ):
        screen = TerminalScreen(takes_keys=keyboard.present)
        screen.say(_("Watching {}: save it, and it is graded.").format(folder / exercise.file))
        Session(work, exercise, screen, grader.grade).run(events)


def _first(work: Work, name: str | None) -> Exercise:
    """The exercise to begin with. Raises UsageError where it is not there, or cannot be graded."""
    from course_cli.learner.standing import following, standing_of

    named = work.catalog.resolve([name]) if name is not None else work.catalog.exercises
    standing = standing_of(work.catalog, work.submission, work.progress)
    chosen = following(standing.exercises, among={one.id for one in named}) or standing.of(named[0].id)
    exercise = chosen.exercise
    if chosen.state == "missing":
        raise UsageError(
            _("no {} in {}: `course_cli fetch {}` brings it").format(exercise.file, work.folder, exercise.id)
        )
    if exercise.grader_path is None:
        raise UsageError(_("this copy of the course has no checks for {}: it cannot grade it").format(exercise.id))
    return exercise
