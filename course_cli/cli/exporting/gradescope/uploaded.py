"""What a student uploaded to Gradescope (files side by side, folders, a repository), brought into the course's layout.

A file belongs to `<chapter>/` if it lies in a folder of that name; else an exercise of its name is looked for. Nothing
is followed through a link, and only so much is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from course_cli.course.catalog import Catalog, Exercise
from course_cli.language import translated as _
from course_cli.workspace.files import MAX_FILE_BYTES
from course_cli.workspace.folder import Folder, Unreadable, open_child, open_folder
from course_cli.workspace.notebook import MAX_NOTEBOOK_BYTES

MAX_BYTES = 64 << 20
MAX_ENTRIES = 2000
MAX_DEPTH = 8

_LIMITS = {".py": MAX_FILE_BYTES, ".ipynb": MAX_NOTEBOOK_BYTES}
_LEFT_OUT = frozenset({"__pycache__", "__MACOSX", "node_modules", "venv", "env"})


@dataclass(frozen=True)
class Upload:
    """Files by their place (`perceptron/softmax.py`), and what the student should know about how they were read."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


def read_upload(folder: Path, catalog: Catalog, wanted: Sequence[Exercise]) -> Upload:
    """Read the Python files and notebooks in and below a folder. Raises WorkspaceError if it cannot be opened."""
    found: dict[str, bytes] = {}
    notes: list[str] = []
    with open_folder(folder) as opened:
        for place, data in _walk(opened, PurePosixPath(), iter(range(MAX_ENTRIES)), notes):
            found[place] = data
            if sum(map(len, found.values())) > MAX_BYTES:
                notes.append(_("only the first {} MB were read").format(MAX_BYTES >> 20))
                break
    upload = arrange(found, catalog, wanted)
    return Upload(upload.files, (*notes, *upload.notes))


def arrange(found: Mapping[str, bytes], catalog: Catalog, wanted: Sequence[Exercise]) -> Upload:
    """Give each file its place in the course's layout. Of two for one place the better named one is taken."""
    files: dict[str, bytes] = {}
    taken: dict[str, str] = {}
    notes: list[str] = []

    def best_first(path: str) -> tuple[bool, int, str]:
        parts = PurePosixPath(path).parts
        return len(parts) < 2 or parts[-2] not in catalog.chapters, len(parts), path

    for path in sorted(found, key=best_first):
        place = _place(PurePosixPath(path), catalog, wanted)
        if place.note:
            notes.append(f"{path} {place.note}")
        elif place.path not in files:
            files[place.path] = found[path]
            taken[place.path] = path
            if "/" in path and PurePosixPath(path).parts[-2:] != PurePosixPath(place.path).parts:
                notes.append(_("{} was taken as {}").format(path, place.path))
        elif files[place.path] != found[path]:
            notes.append(_("{} was not read: {} was taken as {}").format(path, taken[place.path], place.path))
    return Upload(files, tuple(notes))


@dataclass(frozen=True)
class _Place:
    path: str = ""
    note: str = ""


def _place(path: PurePosixPath, catalog: Catalog, wanted: Sequence[Exercise]) -> _Place:
    chapter = path.parent.name
    if chapter not in catalog.chapters:
        chapter = ""
    graded = list(dict.fromkeys(exercise.chapter for exercise in wanted))
    if path.suffix == ".ipynb":
        chapter = chapter or (path.stem if path.stem in catalog.chapters else "")
        if not chapter and len(graded) == 1:
            chapter = graded[0]
        return _Place(f"{chapter}/{path.name}") if chapter else _Place(note=_misplaced(graded))
    if not path.stem.isidentifier():
        return _Place(note=_("was not read: a name such as this cannot be imported"))
    if chapter:
        return _Place(f"{chapter}/{path.name}")
    named = [exercise for exercise in wanted if exercise.name == path.stem]
    named = named or [exercise for exercise in catalog.exercises if exercise.name == path.stem]
    if len(named) == 1:
        return _Place(named[0].file)
    if named:
        return _Place(note=_misplaced([exercise.chapter for exercise in named]))
    if len(graded) == 1:  # a module of the student's own, which an exercise imports
        return _Place(f"{graded[0]}/{path.name}")
    return _Place(note=_("was not read: no exercise is called so"))


def _misplaced(chapters: Sequence[str]) -> str:
    return _("was not read: put it into a folder called {}").format(_(" or ").join(chapters))


def _walk(
    folder: Folder, place: PurePosixPath, entries: Iterator[int], notes: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Every Python file and notebook in a folder and below; the files of a folder come before its folders."""
    try:
        names = [name for name in folder.names() if not name.startswith(".") and name not in _LEFT_OUT]
    except Unreadable as error:
        notes.append(f"{place} {error}")
        return
    for name in sorted(names, key=lambda name: PurePosixPath(name).suffix not in _LIMITS):
        if next(entries, None) is None:
            notes.append(_("only the first {} files and folders were looked at").format(MAX_ENTRIES))
            return
        path = place / name
        try:
            if path.suffix in _LIMITS:
                yield str(path), folder.read(name, _LIMITS[path.suffix])
            elif len(path.parts) < MAX_DEPTH:
                with open_child(folder, name) as child:
                    yield from _walk(child, path, entries, notes)
        except FileNotFoundError:
            continue
        except Unreadable as error:
            if path.suffix in _LIMITS:  # other things that are no folders are of no interest
                notes.append(_("{} {}: it was not read").format(path, error))
