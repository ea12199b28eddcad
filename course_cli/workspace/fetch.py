"""Fetching exercises into a workspace without ever losing a learner's work.

A file is the learner's as soon as it differs from what was fetched: it is kept, unless a fresh copy was asked for, and
then it lives on under another name. What was fetched is recorded by its digest, so that a stub of an older course that
nobody touched is brought up to date, and that a new version of one that was edited is laid beside it, once.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from course_cli.course.catalog import Catalog, Exercise
from course_cli.course.release import contents
from course_cli.course.release_manifest import path_problem
from course_cli.errors import EngineFault, WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.folder import Folder, Unreadable, descend, open_child, open_folder

RECORD_FOLDER = ".course_cli"
RECORD_FILE = "fetched.json"
_RECORD_LIMIT = 8 << 20
_FILE_LIMIT = 16 << 20

Status = Literal["new", "unchanged", "updated", "kept", "replaced"]


@dataclass(frozen=True)
class Fetched:
    """What became of one file.

    `backup` is where an edited one went that was replaced; `beside` is where the course's new version of one lies that
    was edited and kept.
    """

    path: str
    status: Status
    backup: str = ""
    beside: str = ""


@dataclass
class _Record:
    """The digests of what was fetched, and of the newer versions that were laid beside an edited file."""

    files: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)

    def copy(self) -> _Record:
        return _Record(dict(self.files), dict(self.offered))


def fetch(catalog: Catalog, exercises: Sequence[Exercise], into: Path, *, fresh: bool = False) -> Iterator[Fetched]:
    """Bring exercises and their chapters' lessons into a workspace, one file after another.

    Args:
        into: the workspace; made where it is missing.
        fresh: replace edited files too, each after a backup under a name that is not taken.

    Raises:
        UsageError: an exercise has no stub in this copy of the course.
        WorkspaceError: the workspace cannot be written. What was reported until then is in place, and nothing is lost.
    """
    yield from bring(contents(catalog, exercises), into, fresh=fresh)


def bring(wanted: Mapping[str, bytes], into: Path, *, fresh: bool = False) -> Iterator[Fetched]:
    """Bring files into a workspace, one after another; their paths are trusted. Raises WorkspaceError as `fetch`."""
    with _explained(into):
        into.mkdir(parents=True, exist_ok=True)
    with open_folder(into) as workspace:
        record = _read_record(workspace)
        before = record.copy()
        try:
            for path, data in wanted.items():
                with _explained(into / path), descend(workspace, PurePosixPath(path).parent) as folder:
                    outcome = _place(folder, path, data, record, fresh)
                if outcome.status != "kept":
                    record.files[path] = _digest(data)
                    record.offered.pop(path, None)
                elif outcome.beside:
                    record.offered[path] = _digest(data)
                yield outcome
        finally:
            if record != before:
                with _explained(into / RECORD_FOLDER):
                    _write_record(workspace, record)


def rewrite(path: str, data: bytes, workspace: Path) -> str:
    """Put other bytes in place of a learner's file, which lives on under the name that is returned.

    What was fetched stays on record as it was: the file is the learner's before and after. Raises WorkspaceError.
    """
    place = PurePosixPath(path)
    with open_folder(workspace) as opened, _explained(workspace / path), descend(opened, place.parent) as folder:
        return _replace(folder, path, data)


def fetched_paths(folder: Path) -> list[str]:
    """The files that were ever fetched into a workspace, sorted. Raises WorkspaceError for no such folder."""
    with open_folder(folder) as workspace:
        return sorted(path for path in _read_record(workspace).files if not path_problem(path))


def _place(folder: Folder, path: str, data: bytes, record: _Record, fresh: bool) -> Fetched:
    name = PurePosixPath(path).name
    fetched = record.files.get(path)
    if not folder.exists(name):
        folder.write(name, data)
        return Fetched(path, "new")
    try:
        present = folder.read(name, _FILE_LIMIT)
    except Unreadable as error:
        if fresh:
            raise WorkspaceError(_("{} {}: nothing was replaced").format(folder.path / name, error)) from error
        return Fetched(path, "kept")
    if present == data:
        return Fetched(path, "unchanged")
    if _digest(present) == fetched:
        folder.write(name, data)
        return Fetched(path, "updated")
    if fresh:
        return Fetched(path, "replaced", _replace(folder, path, data))
    if fetched is None or _digest(data) in (fetched, record.offered.get(path)):
        return Fetched(path, "kept")
    return Fetched(path, "kept", beside=_lay_beside(folder, path, data))


def _lay_beside(folder: Folder, path: str, data: bytes) -> str:
    place = PurePosixPath(path)
    for number in itertools.count(1):
        name = f"{place.stem}.new-{number}{place.suffix}"
        if not folder.exists(name):
            folder.write(name, data)
            return str(place.with_name(name))
    raise AssertionError("unreachable: itertools.count does not end")


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


def _read_record(workspace: Folder) -> _Record:
    """A missing or broken record counts as empty: then more is kept, never less."""
    try:
        with open_child(workspace, RECORD_FOLDER) as folder:
            content = json.loads(folder.read(RECORD_FILE, _RECORD_LIMIT))
            return _Record(_digests(content["files"]), _digests(content.get("offered", {})))
    except (OSError, Unreadable, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _Record()


def _digests(content: Any) -> dict[str, str]:
    return {str(path): str(digest) for path, digest in content.items()}


def _write_record(workspace: Folder, record: _Record) -> None:
    content = {
        "schema": 1,
        "files": dict(sorted(record.files.items())),
        "offered": dict(sorted(record.offered.items())),
    }
    with descend(workspace, PurePosixPath(RECORD_FOLDER)) as folder:
        folder.write(RECORD_FILE, f"{json.dumps(content, indent=1)}\n".encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    try:
        yield
    except (WorkspaceError, EngineFault):
        raise
    except FileExistsError as error:
        raise WorkspaceError(_("not a folder: {}").format(place)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkspaceError(_("cannot write {}: {}. Nothing of yours was changed.").format(place, reason)) from error
