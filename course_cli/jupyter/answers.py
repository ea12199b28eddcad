"""From the cells that ran to what is graded, and what a learner has to know of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import CourseError, UsageError
from course_cli.grading.submission import Submission
from course_cli.jupyter.place import Place
from course_cli.jupyter.runs import Ran, Run, ran
from course_cli.language import translated as _
from course_cli.workspace.files import is_stub, read_own, read_submission
from course_cli.workspace.folder import Unreadable, open_folder, valid_name
from course_cli.workspace.notebook import MAX_NOTEBOOK_BYTES, BrokenNotebook, NotebookModules, modules_of_cells
from course_cli.workspace.notebook_cells import CodeCell, read_cells

_NUMBER = re.compile(r"\d{1,6}")  # a note names cells, in any language


class NotRun(CourseError):
    """No cell that ran in this kernel defines an exercise's answer."""


@dataclass(frozen=True)
class Answers:
    """What is graded of one chapter. `workspace` is None where the notebook lies in no folder of its chapter's name."""

    submission: Submission
    workspace: Path | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Saved:
    """The notebook as it was saved last, at `at`."""

    cells: Sequence[CodeCell] = ()
    modules: NotebookModules | None = None
    at: float = 0.0


def answers(catalog: Catalog, exercises: Sequence[Exercise], runs: Iterable[Run], place: Place) -> Answers:
    """The submission that the cells that ran make of a chapter.

    What they do not define, and what other chapters have, is taken from the files of the workspace.

    Args:
        exercises: of one chapter; those that are to be graded.

    Raises:
        NotRun: none of the cells defines an answer to one of them.
        UsageError: there is too much in the cells.
    """
    (chapter,) = {exercise.chapter for exercise in exercises}
    saved = _read_saved(place.file(chapter), chapter, catalog)
    found = ran(runs, saved.cells)
    try:
        modules = modules_of_cells(found.cells, chapter, catalog)
    except BrokenNotebook as error:
        raise UsageError(_("what ran in this kernel {}").format(error)) from error
    missing = [one.name for one in exercises if one.file not in modules.files and one.file not in modules.problems]
    if missing:
        raise NotRun(
            _("no cell that has run in this kernel defines {}. Run its cell, then this one again.").format(
                ", ".join(missing)
            )
        )
    workspace = place.workspace(chapter)
    base = Submission(valid_name(place.folder.name), {})
    if workspace is not None:
        base = read_submission(workspace, catalog)
    submission = _with_modules(base, modules, catalog.resolve([chapter]), exercises)
    notes = [note for one in exercises for note in _notes(one, modules, found, saved)]
    notes += [note for one in exercises for note in _rivals(one, workspace)]
    return Answers(submission, workspace, tuple(dict.fromkeys(notes)))


def _read_saved(path: Path | None, chapter: str, catalog: Catalog) -> _Saved:
    """A file that cannot be read counts as none: the kernel is what matters here."""
    if path is None:
        return _Saved()
    try:
        with open_folder(path.parent) as folder:
            data = folder.read(path.name, MAX_NOTEBOOK_BYTES)
        at = path.stat().st_mtime
        cells = read_cells(data)
        return _Saved(cells, modules_of_cells(cells, chapter, catalog), at)
    except (CourseError, Unreadable, BrokenNotebook, OSError):
        return _Saved()


def _with_modules(
    base: Submission, modules: NotebookModules, chapter: Sequence[Exercise], asked: Sequence[Exercise]
) -> Submission:
    files, problems = dict(base.files), dict(base.problems)
    for exercise in chapter:
        file = exercise.file
        # A stub that ran says nothing of an exercise that was answered elsewhere, unless it is the one that is asked.
        if exercise not in asked and (file not in modules.files or (file in modules.untouched and file in files)):
            continue
        files.pop(file, None)
        problems.pop(file, None)
        if file in modules.files:
            files[file] = modules.files[file]
        if file in modules.problems:
            problems[file] = modules.problems[file]
    return Submission(base.student, files, problems)


def _notes(exercise: Exercise, modules: NotebookModules, found: Ran, saved: _Saved) -> Iterator[str]:
    """Which cells counted for an exercise, what was left out of them, and whether the file says the same."""
    own = modules.cells.get(exercise.file, frozenset())
    if own:
        cells = ", ".join(_where(number, found) for number in sorted(own))
        yield _("{}: as it ran in {}.").format(exercise.name, cells)
    for note in modules.notes:
        if own.intersection(map(int, _NUMBER.findall(note))):
            yield f"{note}."
    if saved.modules is None or saved.modules.files.get(exercise.file) == modules.files.get(exercise.file):
        return
    if not found.known:
        yield _("The saved notebook is different, and that is what `course_cli grade` and your teacher see.")
        return
    relevant = own | saved.modules.cells.get(exercise.file, frozenset())
    to_run = list(_to_run([cell for cell in saved.cells if cell.number in relevant], found, saved.at))
    yield from to_run or [_("Not saved yet: `course_cli grade` and your teacher see the saved notebook.")]


def _where(number: int, found: Ran) -> str:
    run = f"In [{found.runs[number].number}]"
    return _("code cell {} ({})").format(number, run) if found.known else run


def _to_run(cells: Iterable[CodeCell], found: Ran, saved_at: float) -> Iterator[str]:
    """The saved cells that are newer than what ran."""
    for cell in cells:
        run = found.runs.get(cell.number)
        if run is None:
            told = _("Code cell {} has not run in this kernel, so it does not count: run it, then this one again.")
            yield told.format(cell.number)
        elif run.source != cell.source and saved_at > run.at:
            yield _("Code cell {} was changed after it ran: run it, then this one again.").format(cell.number)


def _rivals(exercise: Exercise, workspace: Path | None) -> Iterator[str]:
    if workspace is None:
        yield _("Your progress is not kept: the notebook does not lie in a folder {}.").format(f"{exercise.chapter}/")
        return
    with open_folder(workspace) as folder:
        own = read_own(folder, exercise.file)
    if own is not None and not is_stub(exercise, own):
        yield _("{} is there too, and `course_cli grade` takes that.").format(exercise.file)
