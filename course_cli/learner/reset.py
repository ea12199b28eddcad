"""Starting afresh: stubs come back, in a file or in a notebook's cells; what was written is kept under another name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course_cli.course.catalog import Catalog, Exercise
from course_cli.course.release import shown_stub
from course_cli.errors import UsageError
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.workspace.fetch import bring, rewrite
from course_cli.workspace.files import is_stub, read_own
from course_cli.workspace.folder import open_folder


@dataclass(frozen=True)
class Place:
    """Where answers lie: the exercise's own file, or cells of a notebook. `path` is `<chapter>/<file>`."""

    path: str
    exercises: tuple[Exercise, ...]

    @property
    def is_notebook(self) -> bool:
        return self.path.endswith(".ipynb")


@dataclass(frozen=True)
class Outcome:
    """What became of a place.

    Attributes:
        status: unchanged: there were only stubs. new: there was no file. replaced: the file lives on as `backup`.
        answers: the exercises whose cells of a notebook hold the stub again.
        elsewhere: those of them that other cells of that notebook, which are the learner's own, answer too.
    """

    path: str
    status: Literal["unchanged", "new", "replaced"]
    backup: str = ""
    answers: tuple[Exercise, ...] = ()
    elsewhere: tuple[Exercise, ...] = ()


def place_of(exercises: Sequence[Exercise], submission: Submission, workspace: Path) -> Place:
    """Where the answer to an exercise lies; of a chapter's exercises, the notebook with the answers.

    Raises UsageError where there is no stub to put back, or no place that is known to be an answer's.
    """
    for exercise in exercises:
        if exercise.stub_path is None:
            raise UsageError(
                _("{} has no stub in this copy of the course: there is nothing to put back").format(exercise.id)
            )
    if len(exercises) > 1:
        return _notebook_of(exercises, workspace)
    (exercise,) = exercises
    with open_folder(workspace) as folder:
        own = read_own(folder, exercise.file)
    if own is None or is_stub(exercise, own):
        from course_cli.workspace.notebook_answers import answer_cells

        found = answer_cells([exercise], workspace)
        written = [cells for cells in found if cells.written]
        for cells in written or (found if own is None else []):
            return Place(cells.path, (exercise,))
        if exercise.file in submission.problems and not os.path.lexists(workspace / exercise.file):
            raise UsageError(
                _("{} cannot be reset: {}. Mend that first, or start over in a file, with course_cli fetch {}").format(
                    exercise.id, submission.problems[exercise.file], exercise.id
                )
            )
        if submission.files.get(exercise.file, own) != own:
            raise UsageError(
                _(
                    "{} is answered in a notebook of {}, but not by a function or class on lines of its own, which "
                    "could be put back: clear the answer there, or start over in a file, with course_cli fetch {}"
                ).format(exercise.id, workspace / exercise.chapter, exercise.id)
            )
    return Place(exercise.file, (exercise,))


def _notebook_of(exercises: Sequence[Exercise], workspace: Path) -> Place:
    from course_cli.workspace.notebook_answers import answer_cells

    chapter = exercises[0].chapter
    if any(one.chapter != chapter for one in exercises):
        raise UsageError(_("one at a time: name an exercise, or the chapter of a notebook"))
    found = answer_cells(exercises, workspace)
    for cells in sorted(found, key=lambda cells: not cells.written):
        return Place(cells.path, tuple(exercises))
    raise UsageError(
        _("a chapter is reset in its notebook, and {} has none that can be read: name an exercise, as {}").format(
            workspace / chapter, exercises[0].id
        )
    )


def reset(place: Place, catalog: Catalog, workspace: Path) -> Outcome:
    """Put the stubs in place. Raises WorkspaceError, and UsageError for a notebook that is gone meanwhile."""
    return _reset_cells(place, catalog, workspace) if place.is_notebook else _reset_file(place, workspace)


def _reset_file(place: Place, workspace: Path) -> Outcome:
    """The stub, with the line ends that the learner's file has."""
    (exercise,) = place.exercises
    stub = shown_stub(exercise)
    with open_folder(workspace) as folder:
        own = read_own(folder, exercise.file)
    if own is not None and b"\r\n" in own:
        stub = stub.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if own is not None and is_stub(exercise, own):
        return Outcome(exercise.file, "unchanged")
    (fetched,) = bring({exercise.file: stub}, workspace, fresh=True)
    return Outcome(exercise.file, "replaced" if fetched.backup else "new", fetched.backup)


def _reset_cells(place: Place, catalog: Catalog, workspace: Path) -> Outcome:
    from course_cli.workspace.notebook import modules_of
    from course_cli.workspace.notebook_answers import answer_cells, with_stubs

    for cells in answer_cells(place.exercises, workspace):
        if cells.path == place.path and not cells.written:
            return Outcome(place.path, "unchanged")
        if cells.path == place.path:
            data = with_stubs(cells)
            found = modules_of(data, cells.written[0].chapter, catalog)
            elsewhere = (one for one in cells.written if one.file in found.files and one.file not in found.untouched)
            backup = rewrite(place.path, data, workspace)
            return Outcome(place.path, "replaced", backup, cells.written, tuple(elsewhere))
    raise UsageError(_("{} cannot be read any more: nothing was changed").format(workspace / place.path))
