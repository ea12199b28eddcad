"""One writer at a time: a lock on a file beside the gradebook, which the system lets go of when its holder ends."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from course_cli.batch.gradebook.faults import GradebookBusy, GradebookError
from course_cli.language import translated as _

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock of the gradebook `path` (a name without links in it).

    What a killed process leaves behind is a file without a lock on it, and in nobody's way.

    Raises:
        GradebookBusy: another process holds it.
        GradebookError: there can be no lock file.
    """
    lock = path.with_name(path.name + ".lock")
    fd = _acquire(path, lock)
    try:
        os.truncate(fd, 0)
        os.write(fd, f"process {os.getpid()} on {socket.gethostname()}".encode())
    except OSError:
        pass  # who holds it is only for messages; a full disk is found out about soon enough
    try:
        yield
    finally:
        # While it is locked still: a successor that has opened this very file notices that it is gone.
        with suppress(OSError):
            os.unlink(lock)
        os.close(fd)


def _acquire(path: Path, lock: Path) -> int:
    while True:
        try:
            fd = os.open(lock, _FLAGS, 0o666)
        except OSError as error:
            raise GradebookError(
                _(
                    "cannot make the lock file {} ({}): the folder of a gradebook must be writable while it "
                    "is written to; give another --gradebook FILE, or remove what has the lock's name"
                ).format(lock, error.strerror)
            ) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(lock, fd):
                return fd
        except BlockingIOError:
            holder = _holder(fd)
            os.close(fd)
            raise GradebookBusy(
                _(
                    "the gradebook {} is being written to by another batch{}, which holds {}: wait for it to "
                    "end, or give another --gradebook FILE"
                ).format(path, holder, lock)
            ) from None
        except OSError as error:
            os.close(fd)
            raise GradebookError(
                _("the file system of {} cannot lock files ({}): keep gradebooks on a local disk").format(
                    path, error.strerror
                )
            ) from error
        os.close(fd)


def _is_still(lock: Path, fd: int) -> bool:
    try:
        return os.path.samestat(os.stat(lock, follow_symlinks=False), os.fstat(fd))
    except FileNotFoundError:
        return False


def _holder(fd: int) -> str:
    with suppress(OSError):
        text = os.pread(fd, 300, 0).decode("utf-8", "replace")
        return f" ({text})" if text.isprintable() and text else ""
    return ""
