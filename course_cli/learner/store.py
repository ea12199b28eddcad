"""The file of progress, `.course_cli/progress.json` beside the work: read with suspicion, written whole."""

from __future__ import annotations

import errno
import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from course_cli.errors import WorkspaceError
from course_cli.language import translated as _
from course_cli.learner.progress import SCHEMA, Progress
from course_cli.workspace.fetch import RECORD_FOLDER
from course_cli.workspace.folder import Folder, Unreadable, descend, open_child, open_folder

PROGRESS_FILE = "progress.json"
MAX_BYTES = 4 << 20
LOCK_SECONDS = 3.0

_LOCK_STEP = 0.02
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode: Callable[[bytes], Progress] = msgspec.json.Decoder(Progress).decode


class _Schema(msgspec.Struct):
    schema: int


class NotKept(Exception):
    """Progress cannot be written; the message says why, for the learner."""


@dataclass(frozen=True)
class Loaded:
    """Progress as it was found. `problem` says why a file that is there could not be used; "" where all is well."""

    progress: Progress
    problem: str = ""


def load(workspace: Path) -> Loaded:
    """The progress in a workspace; none where there is no file. Raises WorkspaceError for no such folder."""
    with open_folder(workspace) as opened:
        try:
            with open_child(opened, RECORD_FOLDER) as folder:
                return _read(folder)
        except FileNotFoundError:
            return Loaded(Progress())
        except Unreadable as error:
            return Loaded(Progress(), f"{RECORD_FOLDER} {error}")


def update(workspace: Path, change: Callable[[Progress], Progress]) -> str:
    """Change the progress in a workspace, alone: other writers wait. What cannot be read begins anew, which is told.

    Returns:
        Why the old file could not be used; "" where all is well.

    Raises:
        NotKept: nothing was written.
    """
    try:
        with (
            open_folder(workspace) as opened,
            descend(opened, PurePosixPath(RECORD_FOLDER)) as folder,
            _alone(folder),
        ):
            found = _read(folder)
            if found.progress.schema > SCHEMA:
                raise NotKept(found.problem)
            changed = change(found.progress)
            if changed != found.progress or found.problem:
                folder.write(PROGRESS_FILE, msgspec.json.format(_encode(changed), indent=1) + b"\n")
            return found.problem
    except WorkspaceError as error:
        raise NotKept(str(error)) from error
    except OSError as error:
        raise NotKept(_("cannot write {}: {}").format(workspace / RECORD_FOLDER, error.strerror)) from error


def _read(folder: Folder) -> Loaded:
    place = f"{RECORD_FOLDER}/{PROGRESS_FILE}"
    try:
        data = folder.read(PROGRESS_FILE, MAX_BYTES)
    except FileNotFoundError:
        return Loaded(Progress())
    except Unreadable as error:
        return Loaded(Progress(), f"{place} {error}")
    try:
        schema = msgspec.json.decode(data, type=_Schema).schema
        if schema > SCHEMA:
            return Loaded(
                Progress(schema=schema), _("{} was written by a newer course_cli, and is left alone").format(place)
            )
        return Loaded(_decode(data))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        return Loaded(Progress(), _("{} is damaged").format(place))


@contextmanager
def _alone(folder: Folder) -> Iterator[None]:
    """Hold the folder's lock, which the system lets go of when its holder ends. Raises NotKept."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(folder.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EINTR):
                break  # some network file systems lock no folders; a lost entry there is graded again
            if time.monotonic() > deadline:
                raise NotKept(_("another course_cli holds {}").format(folder.path)) from None
            time.sleep(_LOCK_STEP)
    yield
