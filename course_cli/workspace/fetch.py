"""Fetching exercises into a workspace without ever losing a learner's work.

A file is the learner's as soon as it differs from what was fetched: it is kept, unless a fresh copy was asked for, and
then it lives on under another name. What was fetched is recorded by its digest, so that a stub of an older course that
nobody touched is brought up to date.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import EngineFault, UsageError, WorkspaceError
from course_cli.workspace.folder import Folder, Unreadable, open_child, open_folder

RECORD_FOLDER = ".course_cli"
RECORD_FILE = "fetched.json"
_RECORD_LIMIT = 1 << 20
_FILE_LIMIT = 16 << 20

Status = Literal["new", "unchanged", "updated", "kept", "replaced"]


@dataclass(frozen=True)
class Fetched:
    """What became of one file; `backup` is where an edited one went that was replaced."""

    path: str
    status: Status
    backup: str = ""


def fetch(catalog: Catalog, exercises: Sequence[Exercise], into: Path, *, fresh: bool = False) -> Iterator[Fetched]:
    """Bring exercises and their chapters' lessons into a workspace, one file after another.

    Args:
        into: the workspace; made where it is missing.
        fresh: replace edited files too, each after a backup under a name that is not taken.

    Raises:
        UsageError: an exercise has no stub in this copy of the course.
        WorkspaceError: the workspace cannot be written. What was reported until then is in place, and nothing is lost.
    """
    wanted = _contents(catalog, exercises)
    with _explained(into):
        into.mkdir(parents=True, exist_ok=True)
    with open_folder(into) as workspace:
        record = _read_record(workspace)
        before = dict(record)
        try:
            for path, source in wanted.items():
                data = source.read_bytes()
                with _explained(into / path), _descend(workspace, PurePosixPath(path).parent) as folder:
                    outcome = _place(folder, path, data, record.get(path), fresh)
                if outcome.status != "kept":
                    record[path] = _digest(data)
                yield outcome
        finally:
            if record != before:
                with _explained(into / RECORD_FOLDER):
                    _write_record(workspace, record)


def _contents(catalog: Catalog, exercises: Sequence[Exercise]) -> dict[str, Path]:
    """Where each file goes, and the course's own copy of it."""
    wanted: dict[str, Path] = {}
    for exercise in exercises:
        if exercise.stub_path is None:
            raise UsageError(f"{exercise.id} has no stub in this copy of the course; authors run `course_cli dev sync`")
        wanted[exercise.file] = exercise.stub_path
    for chapter in dict.fromkeys(exercise.chapter for exercise in exercises):
        lesson = catalog.root / "exercises" / chapter
        for source in [*sorted(lesson.glob("README*.md")), *sorted(lesson.glob("figures/*"))]:
            if source.is_file():
                wanted[f"{chapter}/{source.relative_to(lesson).as_posix()}"] = source
    return wanted


def _place(folder: Folder, path: str, data: bytes, fetched: str | None, fresh: bool) -> Fetched:
    name = PurePosixPath(path).name
    if not folder.exists(name):
        folder.write(name, data)
        return Fetched(path, "new")
    try:
        present = folder.read(name, _FILE_LIMIT)
    except Unreadable as error:
        if fresh:
            raise WorkspaceError(f"{folder.path / name} {error}: nothing was replaced") from error
        return Fetched(path, "kept")
    if present == data:
        return Fetched(path, "unchanged")
    if _digest(present) == fetched:
        folder.write(name, data)
        return Fetched(path, "updated")
    if not fresh:
        return Fetched(path, "kept")
    return Fetched(path, "replaced", _replace(folder, path, data))


def _replace(folder: Folder, path: str, data: bytes) -> str:
    place = PurePosixPath(path)
    for number in itertools.count(1):
        # Not a name that could be imported: a backup is no part of a submission.
        backup = f"{place.stem}.backup-{number}{place.suffix}"
        try:
            folder.replace_keeping(place.name, data, backup)
        except FileExistsError:
            continue
        return str(place.with_name(backup))
    raise AssertionError("unreachable: itertools.count does not end")


@contextmanager
def _descend(parent: Folder, path: PurePosixPath) -> Iterator[Folder]:
    """The folder at `path` below `parent`, made where it is missing, reached through no link."""
    if path == PurePosixPath():
        yield parent
        return
    head, *rest = path.parts
    if not parent.exists(head):
        os.mkdir(head, dir_fd=parent.fd)
    try:
        with open_child(parent, head) as child, _descend(child, PurePosixPath(*rest)) as folder:
            yield folder
    except Unreadable as error:
        raise WorkspaceError(f"{parent.path / head} {error}: nothing is written through it") from error


def _read_record(workspace: Folder) -> dict[str, str]:
    """The digests of what was fetched. A missing or broken record counts as empty: then more is kept, never less."""
    try:
        with open_child(workspace, RECORD_FOLDER) as folder:
            files = json.loads(folder.read(RECORD_FILE, _RECORD_LIMIT))["files"]
            return {str(path): str(digest) for path, digest in files.items()}
    except (OSError, Unreadable, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _write_record(workspace: Folder, record: dict[str, str]) -> None:
    text = json.dumps({"schema": 1, "files": dict(sorted(record.items()))}, indent=1)
    with _descend(workspace, PurePosixPath(RECORD_FOLDER)) as folder:
        folder.write(RECORD_FILE, f"{text}\n".encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    try:
        yield
    except (WorkspaceError, EngineFault):
        raise
    except FileExistsError as error:
        raise WorkspaceError(f"not a folder: {place}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkspaceError(f"cannot write {place}: {reason}. Nothing of yours was changed.") from error
