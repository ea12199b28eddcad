"""The folder that someone works in: whether it can be written, and what ended commands left in it."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from course_cli.doctor.finding import Finding
from course_cli.language import translated as _
from course_cli.workspace.fetch import RECORD_FOLDER

_LEFT_OVER = re.compile(r"\.[0-9a-f]{16}\.tmp")
_SHOWN = 3


def folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield Finding(
            "folder", "broken", _("there is no folder {}").format(folder), _("make it, or name another with --path")
        )
        return
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        said = _("{} cannot be written to: {}").format(folder.absolute(), error.strerror)
        yield Finding("folder", "broken", said, _("work in a folder of your own, and name it with --path"))
        return
    records = folder / RECORD_FOLDER
    if records.is_symlink() or (records.exists() and not records.is_dir()):
        yield Finding(
            "folder", "broken", _("{} is no folder").format(records), _("rename it: course_cli keeps its notes there")
        )
    elif records.exists() and not os.access(records, os.W_OK | os.X_OK):
        yield Finding("folder", "broken", _("{} cannot be written to").format(records), f"chown -R $USER {records}")
    else:
        yield Finding("folder", "ok", _("{} can be written to").format(folder.absolute()))


def leftovers(folder: Path) -> Iterator[Finding]:
    if _is_held(folder / RECORD_FOLDER):
        said = _("another course_cli is writing to {}").format(folder / RECORD_FOLDER)
        yield Finding("locks", "warning", said, _("wait for it; one stopped with Ctrl-Z goes on with fg"))
        return
    found = sorted(
        path
        for place in (folder, folder / RECORD_FOLDER, *_subfolders(folder))
        for path in _entries(place)
        if _LEFT_OVER.fullmatch(path.name)
    )
    if found:
        more = _(" and {} more").format(len(found) - _SHOWN) if len(found) > _SHOWN else ""
        said = _("left by commands that were killed: {}{}").format(", ".join(map(str, found[:_SHOWN])), more)
        yield Finding("locks", "warning", said, _("delete them; your work is not in them"))
        return
    dead = [path for path in _entries(folder) if path.name.endswith(".db.lock") and not _is_held(path)]
    if dead:
        yield Finding("locks", "ok", _("{} was left by a killed batch; the next one takes it over").format(dead[0]))
    else:
        yield Finding("locks", "ok", _("no command left anything behind"))


def _is_held(path: Path) -> bool:
    """Whether another process holds the lock of a file or folder; False where that cannot be told."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _subfolders(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if not path.name.startswith(".") and path.is_dir()]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
