"""Putting exercises into a teacher's nbgrader course: its source notebooks and the block in its configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import spoken
from course_cli.language import translated as _
from course_cli.nbgrader.add_merge import exercises_in, is_ours, merge, read_notebook, write_notebook
from course_cli.nbgrader.config_block import settings, with_block
from course_cli.nbgrader.config_json import JSON_FILE, outranking
from course_cli.nbgrader.source import build_notebook
from course_cli.workspace.folder import Unreadable, open_folder

CONFIG_FILE = "nbgrader_config.py"
SOURCE_FOLDER = "source"
_NOTEBOOK_LIMIT = 64 << 20
_CONFIG_LIMIT = 4 << 20

_OURS = frozenset(
    {
        "GenerateAssignment.preprocessors",
        "Autograde.exporter_class",
        "Autograde.sanitize_preprocessors",
        "Autograde.autograde_preprocessors",
    }
)
_PLACES = frozenset({"CourseDirectory.source_directory", "CourseDirectory.directory_structure"})

Status = Literal["new", "updated", "unchanged"]


@dataclass(frozen=True)
class Written:
    """What became of one file of the course; `exercises` are those of a notebook, `notes` are for the teacher."""

    path: str
    status: Status
    exercises: tuple[Exercise, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Change:
    written: Written
    data: bytes


def add(catalog: Catalog, exercises: Sequence[Exercise], course: Path) -> Iterator[Written]:
    """Put exercises into the nbgrader course in a folder, or bring up to date those that are in it.

    A chapter becomes the assignment of its name. Exercises that its notebook has already stay in it, and so do the
    teacher's own cells. Everything is made before anything is written, and each file is replaced whole.

    Raises:
        UsageError: a file that is there is not ours to change or outranks our settings, or this copy of the course
            cannot grade an exercise.
        WorkspaceError: the folder is missing or cannot be written.
    """
    if not course.is_dir():
        raise WorkspaceError(_("no such folder: {}").format(course))
    _refuse_outranked(course)
    chapters = dict.fromkeys(exercise.chapter for exercise in exercises)
    changes = [_notebook(catalog, chapter, exercises, course) for chapter in chapters]
    for change in [*changes, _config(course)]:
        if change.written.status != "unchanged":
            _write(course / change.written.path, change.data)
        yield change.written


def _refuse_outranked(course: Path) -> None:
    if keys := outranking(course):
        raise UsageError(
            _(
                "{} sets {}, and nbgrader has it outrank {}: it would not grade in the cage. Move that "
                "into {}, then run this again"
            ).format(course / JSON_FILE, " and ".join(keys), CONFIG_FILE, CONFIG_FILE)
        )


def _notebook(catalog: Catalog, chapter: str, wanted: Sequence[Exercise], course: Path) -> _Change:
    place = f"{SOURCE_FOLDER}/{chapter}/{chapter}.ipynb"
    siblings = [exercise for exercise in catalog.exercises if exercise.chapter == chapter]
    chosen = {exercise.id for exercise in wanted}
    before = _read(course / place, _NOTEBOOK_LIMIT)
    if before is None:
        exercises = [exercise for exercise in siblings if exercise.id in chosen]
        notebook = build_notebook(catalog, exercises, spoken())
        return _Change(Written(place, "new", tuple(exercises)), write_notebook(notebook))
    with _naming(course / place):
        existing = read_notebook(before)
        if not is_ours(existing, chapter, siblings):
            raise UsageError(_("holds none of this course's exercises: give it another name, then run this again"))
        chosen |= {exercise.id for exercise in exercises_in(existing, siblings)}
        exercises = [exercise for exercise in siblings if exercise.id in chosen]
        after = write_notebook(merge(existing, build_notebook(catalog, exercises, spoken())))
    return _Change(Written(place, "unchanged" if after == before else "updated", tuple(exercises)), after)


def _config(course: Path) -> _Change:
    before = _read(course / CONFIG_FILE, _CONFIG_LIMIT)
    after = with_block(before)
    status: Status = "new" if before is None else "unchanged" if after == before else "updated"
    named = settings(before)
    notes = []
    if named & _OURS:
        both = " and ".join(sorted(named & _OURS))
        notes.append(_("it also sets {}; the course_cli block comes last and changes what it must").format(both))
    if named & _PLACES:
        notes.append(
            _("it sets {}; notebooks were put into {}/ all the same").format(
                " and ".join(sorted(named & _PLACES)), SOURCE_FOLDER
            )
        )
    return _Change(Written(CONFIG_FILE, status, notes=tuple(notes)), after)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{path} {error}") from error


def _read(path: Path, limit: int) -> bytes | None:
    if not path.parent.is_dir():
        return None
    with open_folder(path.parent) as folder:
        try:
            return folder.read(path.name, limit)
        except FileNotFoundError:
            return None
        except Unreadable as error:
            raise WorkspaceError(f"{path} {error}") from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_folder(path.parent) as folder:
            folder.write(path.name, data)
    except WorkspaceError:
        raise
    except OSError as error:
        raise WorkspaceError(_("cannot write {}: {}").format(path, error.strerror)) from error
