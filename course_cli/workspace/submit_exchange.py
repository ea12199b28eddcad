"""Handing work in: into a folder that many may write to, or into a zip, in the layout that `grade --submissions` reads.

A chapter is replaced as a whole: it is written beside the one that is there, and then takes its name. What was handed
in before stays in the student's folder, under `.earlier`, where no one grades it.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from course_cli.errors import UsageError, WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.folder import Folder, Unreadable, descend, open_child, open_folder
from course_cli.workspace.release import zip_bytes
from course_cli.workspace.submit import Work, is_handed_in, read_files
from course_cli.workspace.submit_receipt import Receipt, digest, entries_of, timestamp

TIMESTAMP = "timestamp.txt"
EARLIER = ".earlier"

_MAX_ZIP_BYTES = 1 << 30
_READERS = 0o055
_MEMBER = re.compile(r"[^/]+/[^/]+/([^/]+)")


def hand_in(work: Work, student: str, now: datetime, exchange: Path) -> Receipt:
    """Put work into `exchange`/<student>/<chapter>/. `now` is in UTC; `student` is a name that `student_name` passed.

    Raises:
        WorkspaceError: the folder is missing or cannot be written, or something there is a link or of another kind.
            What was handed in before is in place then.
    """
    with _explained(exchange), open_folder(exchange) as root, descend(root, PurePosixPath(student)) as home:
        _refuse_anothers(home, root)
        files: dict[str, bytes] = {}
        replaced: dict[str, str] = {}
        dated_anew: list[str] = []
        for chapter in work.chapters:
            earlier = _handed_in_before(home, chapter)
            if earlier is not None:
                replaced[chapter] = digest(entries_of(earlier))
                if chapter not in work.whole:
                    files.update(earlier)
                    dated_anew += [chapter] if earlier.keys() - work.files.keys() else []
        files.update(work.files)
        _replace_chapters(home, files, now, os.fstat(root.fd).st_mode & _READERS)
    return Receipt(student, now, str(exchange), entries_of(files), replaced, tuple(dated_anew))


def hand_in_zip(work: Work, student: str, now: datetime, path: Path) -> Receipt:
    """Put work into a zip of the same layout; one of an earlier hand-in is replaced. Raises WorkspaceError."""
    place = path.absolute()
    members: dict[str, bytes] = {}
    for chapter in work.chapters:
        for file, data in work.files.items():
            if file.startswith(f"{chapter}/"):
                members[f"{student}/{file}"] = data
        members[f"{student}/{chapter}/{TIMESTAMP}"] = timestamp(now).encode()
    time = (now.year, now.month, now.day, now.hour, now.minute, now.second)
    with _explained(path), open_folder(place.parent) as folder:
        if folder.exists(place.name) and not _is_hand_in(folder.read(place.name, _MAX_ZIP_BYTES)):
            raise WorkspaceError(
                _("{} is there and is no zip of a hand-in: give another name, or move it").format(path)
            )
        folder.write(place.name, zip_bytes(members, time))
    return Receipt(student, now, str(path), entries_of(work.files))


def _handed_in_before(home: Folder, chapter: str) -> dict[str, bytes] | None:
    try:
        with open_child(home, chapter) as folder:
            return read_files(folder, chapter)
    except FileNotFoundError:
        return None
    except Unreadable as error:
        raise WorkspaceError(
            _("{} {}: nothing was handed in; tell your teacher").format(home.path / chapter, error)
        ) from error


def _refuse_anothers(home: Folder, root: Folder) -> None:
    """Whoever owns the folder could read and change the work in it: the student may, and the owner of the exchange."""
    owner = os.fstat(home.fd).st_uid
    if owner not in (os.geteuid(), os.fstat(root.fd).st_uid, 0):
        raise WorkspaceError(_("{} belongs to another user of this computer: tell your teacher").format(home.path))
    if owner == os.geteuid():
        os.fchmod(home.fd, os.fstat(home.fd).st_mode | os.fstat(root.fd).st_mode & _READERS)


def _replace_chapters(home: Folder, files: Mapping[str, bytes], now: datetime, readers: int) -> None:
    chapters = dict.fromkeys(path.partition("/")[0] for path in files)
    stage = f".incoming-{os.urandom(8).hex()}"
    os.mkdir(stage, 0o700, dir_fd=home.fd)
    try:
        with open_child(home, stage) as staged:
            for path, data in files.items():
                with descend(staged, PurePosixPath(path).parent) as folder:
                    folder.write(PurePosixPath(path).name, data)
            for chapter in chapters:
                with open_child(staged, chapter) as folder:
                    folder.write(TIMESTAMP, timestamp(now).encode())
                    _share(folder, readers)
            # All that can fail for want of space is done: what is left are changes of names.
            with descend(home, PurePosixPath(EARLIER)) as earlier:
                for chapter in chapters:
                    _swap(home, staged, earlier, chapter, now)
    finally:
        _discard(home, stage)


def _share(folder: Folder, readers: int) -> None:
    """Let those read a folder and its files who may read the exchange: a student's umask may shut out the teacher."""
    for name in folder.names():
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder.fd)
        try:
            os.fchmod(fd, 0o600 | readers & 0o044)
        finally:
            os.close(fd)
    os.fchmod(folder.fd, stat.S_IMODE(os.fstat(folder.fd).st_mode) | readers)


def _swap(home: Folder, staged: Folder, earlier: Folder, chapter: str, now: datetime) -> None:
    kept = f"{chapter}+{now:%Y-%m-%dT%H%M%S.%fZ}"
    before = home.exists(chapter)
    if before:
        os.rename(chapter, kept, src_dir_fd=home.fd, dst_dir_fd=earlier.fd)
    try:
        os.rename(chapter, chapter, src_dir_fd=staged.fd, dst_dir_fd=home.fd)
    except OSError:
        if before:
            os.rename(kept, chapter, src_dir_fd=earlier.fd, dst_dir_fd=home.fd)
        raise


def _discard(parent: Folder, name: str) -> None:
    """Remove a folder of ours and what is in it; a link is removed, not followed."""
    with suppress(OSError, Unreadable):
        if not stat.S_ISDIR(os.stat(name, dir_fd=parent.fd, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=parent.fd)
            return
        with open_child(parent, name) as folder:
            for child in folder.names():
                _discard(folder, child)
        os.rmdir(name, dir_fd=parent.fd)


def _is_hand_in(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [_MEMBER.fullmatch(name) for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    return bool(members) and all(match and (match[1] == TIMESTAMP or is_handed_in(match[1])) for match in members)


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    try:
        yield
    except UsageError:
        raise
    except (OSError, Unreadable) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkspaceError(
            _("cannot hand in to {}: {}. What was there before still is.").format(place, reason)
        ) from error
