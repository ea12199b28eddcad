"""Putting a student kit on disk, as a folder or as a zip: whole or not at all, and over nothing but an earlier kit."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from course_cli.course.release_manifest import MAX_FILE_BYTES, MAX_MANIFEST_BYTES, NAME, Kit, parse
from course_cli.errors import CourseError, UsageError, WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.folder import Folder, Unreadable, open_folder
from course_cli.workspace.remote_local import MAX_ZIP_BYTES, FolderSource, ZipSource

Written = Literal["new", "updated", "unchanged"]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def write_folder(kit: Kit, out: Path) -> Written:
    """Put the kit into `out`, in place of an earlier kit or of an empty folder.

    Raises:
        WorkspaceError: `out` holds anything else, a file that was changed since it was released included, or cannot be
            written. It is as it was then.
    """
    out = out.resolve()
    with _explained(out):
        if not out.exists():
            out.parent.mkdir(parents=True, exist_ok=True)
            with _staged(kit, out) as staged:
                os.rename(staged, out)
            return "new"
        with open_folder(out) as folder:
            present = _kit_in(folder)
        if present == _whole(kit):
            return "unchanged"
        with _staged(kit, out) as staged:
            if not present:
                os.rename(staged, out)  # over an empty folder
                return "new"
            aside = staged.with_name(f"{staged.name}.old")
            os.rename(out, aside)
            try:
                os.rename(staged, out)
            except OSError:
                os.rename(aside, out)
                raise
        shutil.rmtree(aside, ignore_errors=True)
        return "updated"


def write_zip(kit: Kit, out: Path) -> Written:
    """Put the kit into the zip file `out`, in place of an earlier kit; the same bytes for the same kit.

    Raises:
        WorkspaceError: `out` is anything else or cannot be written. It is as it was then.
    """
    data = zip_bytes(_whole(kit))
    with _explained(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        with open_folder(out.parent) as folder:
            present = folder.read(out.name, MAX_ZIP_BYTES) if folder.exists(out.name) else None
            if present == data:
                return "unchanged"
            if present is not None:
                _refuse_other_zips(present, out)
            folder.write(out.name, data)
    return "new" if present is None else "updated"


def zip_bytes(files: dict[str, bytes], time: tuple[int, int, int, int, int, int] = _EPOCH) -> bytes:
    """A zip that depends on nothing but the files: one time and mode for all, and no compressor's version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, time)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def _whole(kit: Kit) -> dict[str, bytes]:
    return {NAME: kit.manifest.encode(), **kit.files}


def _kit_in(folder: Folder) -> dict[str, bytes]:
    """The files of the kit in a folder; none where it is empty. Raises WorkspaceError where there is anything else."""
    there = _files_below(folder)
    if not there:
        return {}
    advice = _("release into a new folder, or move it away")
    if NAME not in there:
        raise WorkspaceError(_("{} holds files and is not a kit: {}").format(folder.path, advice))
    source = FolderSource(folder)
    try:
        encoded = source.read(NAME, MAX_MANIFEST_BYTES)
        manifest = parse(encoded)
    except CourseError as error:
        raise WorkspaceError(
            _("{} holds files and is not a kit ({}): {}").format(folder.path, error, advice)
        ) from error
    foreign = there - {NAME, *(entry.path for entry in manifest.entries)}
    if foreign:
        raise WorkspaceError(_("{} is no part of the kit there: {}").format(folder.path / min(foreign), advice))
    files = {NAME: encoded}
    for entry in manifest.entries:
        if entry.path not in there:
            continue  # what is gone is no one's work
        data = source.read(entry.path, MAX_FILE_BYTES)
        if not entry.holds(data):
            raise WorkspaceError(_("{} was changed since it was released: {}").format(folder.path / entry.path, advice))
        files[entry.path] = data
    return files


def _files_below(folder: Folder) -> set[str]:
    """Everything below a folder but the folders themselves; a link counts as a file, an empty folder as nothing."""
    found: set[str] = set()
    for parent, folders, files, fd in os.fwalk(".", dir_fd=folder.fd):
        links = [name for name in folders if stat.S_ISLNK(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode)]
        found.update(os.path.normpath(os.path.join(parent, name)) for name in [*files, *links])
    return found


def _refuse_other_zips(data: bytes, path: Path) -> None:
    try:
        parse(ZipSource(data).read(NAME, MAX_MANIFEST_BYTES))
    except CourseError as error:
        raise WorkspaceError(
            _("{} is there and is not the zip of a kit: give another name, or move it").format(path)
        ) from error


@contextmanager
def _staged(kit: Kit, out: Path) -> Iterator[Path]:
    """The kit in a folder beside `out`, to be renamed; gone afterwards where it was not."""
    staged = Path(tempfile.mkdtemp(prefix=f".{out.name[:40]}.", dir=out.parent))
    try:
        mask = os.umask(0)
        os.umask(mask)
        staged.chmod(0o777 & ~mask)  # mkdtemp's is for one user only; a kit is to be served
        for path, data in _whole(kit).items():
            place = staged / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with open_folder(place.parent) as folder:
                folder.write(place.name, data)
        yield staged
    finally:
        with suppress(OSError):
            shutil.rmtree(staged, ignore_errors=True)


@contextmanager
def _explained(out: Path) -> Iterator[None]:
    try:
        yield
    except UsageError:
        raise
    except (OSError, Unreadable) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkspaceError(
            _("cannot write the kit {}: {}. Nothing was changed there.").format(out, reason)
        ) from error
