"""A folder held open, so that no name inside it is ever followed through a link to somewhere else.

Every operation is relative to the folder's descriptor and refuses to follow a link in the last component: what a
student plants in a workspace can neither make us read another file nor write one elsewhere.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from course_cli.errors import WorkspaceError
from course_cli.language import marked
from course_cli.language import translated as _

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Without O_NONBLOCK, opening a FIFO that nobody writes to waits for ever.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


Kind = Literal["folder", "file", "link", "device or pipe"]

_NOT_A_FILE: dict[Kind, str] = {
    "folder": marked("is a folder, not a file"),
    "link": marked("is a link, not a file"),
    "device or pipe": marked("is a device or pipe, not a file"),
}
_NOT_A_FOLDER: dict[Kind, str] = {
    "file": marked("is a file, not a folder"),
    "link": marked("is a link, not a folder"),
    "device or pipe": marked("is a device or pipe, not a folder"),
}


class Unreadable(Exception):
    """A file is there and cannot be taken; the message says why."""


class TooLarge(Unreadable):
    """A file is larger than it may be."""


def valid_name(name: str) -> str:
    r"""A file's name as Unicode that can be stored: bytes that are not UTF-8 become `\xff`, all else stays."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def shown(text: str, limit: int = 80) -> str:
    """Text of a student's on one line of a message: what is invisible, moves the cursor or is too long is replaced."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in cut
    )


@dataclass(frozen=True)
class Folder:
    """An open folder; `path` is only for messages."""

    fd: int
    path: Path

    def names(self) -> list[str]:
        """Everything in it, sorted. Raises Unreadable."""
        try:
            with os.scandir(self.fd) as entries:
                return sorted(entry.name for entry in entries)
        except OSError as error:
            raise Unreadable(_("cannot be listed: {}").format(error.strerror)) from error

    def entries(self) -> dict[str, Kind]:
        """Everything in it, sorted, and what it is; a link is a link, wherever it leads. Raises Unreadable."""
        try:
            with os.scandir(self.fd) as entries:
                found = {entry.name: _entry_kind(entry) for entry in entries}
        except OSError as error:
            raise Unreadable(_("cannot be listed: {}").format(error.strerror)) from error
        return dict(sorted(found.items()))

    def kind(self, name: str) -> Kind | None:
        """What has this name; None where nothing has, or where it cannot be told."""
        try:
            return _kind(os.stat(name, dir_fd=self.fd, follow_symlinks=False).st_mode)
        except (OSError, ValueError):
            return None

    def exists(self, name: str) -> bool:
        """Whether there is anything of that name, a dangling link included."""
        try:
            os.stat(name, dir_fd=self.fd, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a regular file of at most `limit` bytes.

        Raises:
            FileNotFoundError: there is no such name.
            Unreadable: it is not a regular file, cannot be opened or read, or (TooLarge) is larger.
        """
        try:
            # Looked at before it is opened: opening a device can have effects of its own.
            kind = os.stat(name, dir_fd=self.fd, follow_symlinks=False).st_mode
            if not stat.S_ISREG(kind):
                raise Unreadable(_(_NOT_A_FILE[_kind(kind)]))
            fd = os.open(name, _READ, dir_fd=self.fd)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Unreadable(_("cannot be read: {}").format(error.strerror)) from error
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise Unreadable(_("is not a file"))
            try:
                data = file.read(limit + 1)
            except OSError as error:
                raise Unreadable(_("cannot be read: {}").format(error.strerror)) from error
        if len(data) > limit:
            raise TooLarge(_("is larger than {} KB").format(limit // 1024))
        return data

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place whole or not at all, replacing what has its name; a link is replaced, not followed."""
        with self._written(data) as temporary:
            os.replace(temporary, name, src_dir_fd=self.fd, dst_dir_fd=self.fd)

    def replace_keeping(self, name: str, data: bytes, backup: str) -> None:
        """Put `data` in place of the file `name`, which lives on as `backup`.

        Raises:
            FileExistsError: `backup` exists already. Nothing has changed then, nor after any other OSError.
        """
        with self._written(data) as temporary:
            self._keep(name, backup)
            os.replace(temporary, name, src_dir_fd=self.fd, dst_dir_fd=self.fd)

    def _keep(self, name: str, backup: str) -> None:
        try:
            # A second name for the same file needs no space and cannot miss what an editor is writing just now.
            os.link(name, backup, src_dir_fd=self.fd, dst_dir_fd=self.fd, follow_symlinks=False)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # some file systems have no second names
            with os.fdopen(os.open(name, _READ, dir_fd=self.fd), "rb") as file:
                self._create(backup, file.read())

    @contextmanager
    def _written(self, data: bytes) -> Iterator[str]:
        temporary = f".{os.urandom(8).hex()}.tmp"
        self._create(temporary, data)
        try:
            yield temporary
        finally:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=self.fd)

    def _create(self, name: str, data: bytes) -> None:
        fd = os.open(name, _CREATE, 0o666, dir_fd=self.fd)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(fd)
        except BaseException:
            os.unlink(name, dir_fd=self.fd)
            raise


@contextmanager
def open_folder(path: Path) -> Iterator[Folder]:
    """Open a folder that a person named; links are followed, for it is theirs to say. Raises WorkspaceError."""
    try:
        fd = os.open(path, _DIRECTORY)
    except FileNotFoundError:
        raise WorkspaceError(_("no such folder: {}").format(path)) from None
    except NotADirectoryError:
        raise WorkspaceError(_("not a folder: {}").format(path)) from None
    except (OSError, ValueError) as error:
        raise WorkspaceError(_("cannot open the folder {}: {}").format(path, _reason(error))) from error
    try:
        yield Folder(fd, path)
    finally:
        os.close(fd)


@contextmanager
def open_child(parent: Folder, name: str) -> Iterator[Folder]:
    """Open a folder inside another; a link is refused. Raises FileNotFoundError and Unreadable."""
    try:
        kind = os.stat(name, dir_fd=parent.fd, follow_symlinks=False).st_mode
        if not stat.S_ISDIR(kind):
            raise Unreadable(_(_NOT_A_FOLDER[_kind(kind)]))
        fd = os.open(name, _DIRECTORY | os.O_NOFOLLOW, dir_fd=parent.fd)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(_("cannot be opened: {}").format(error.strerror)) from error
    try:
        yield Folder(fd, parent.path / name)
    finally:
        os.close(fd)


@contextmanager
def descend(parent: Folder, path: PurePosixPath) -> Iterator[Folder]:
    """The folder at `path` below `parent`, made where it is missing, reached through no link. Raises WorkspaceError."""
    if path == PurePosixPath():
        yield parent
        return
    head, *rest = path.parts
    if not parent.exists(head):
        with suppress(FileExistsError):
            os.mkdir(head, dir_fd=parent.fd)
    try:
        with open_child(parent, head) as child, descend(child, PurePosixPath(*rest)) as folder:
            yield folder
    except Unreadable as error:
        raise WorkspaceError(_("{} {}: nothing is written through it").format(parent.path / head, error)) from error


def _kind(mode: int) -> Kind:
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "device or pipe"


def _entry_kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "device or pipe"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
