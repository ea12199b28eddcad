"""Kits on this machine: a folder, or the bytes of a zip; trusted no more than what comes from afar."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Protocol

from course_cli.course.release_manifest import MAX_FILES, MAX_TOTAL_BYTES, NAME
from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.workspace.folder import Folder, Unreadable, open_child

MAX_ZIP_BYTES = MAX_TOTAL_BYTES + (16 << 20)

_MAX_MEMBERS = 4 * MAX_FILES
_MAX_DIRECTORY_BYTES = 4 << 20
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_BYTES = 22
_LARGE_ZIP = b"PK\x06\x07"
_LARGE_ZIP_BYTES = 20
_ENCRYPTED = 0x1
# What zipfile raises for bytes that make no sense; RuntimeError is its NotImplementedError, too.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, LookupError)


class NotInKit(UsageError):
    """The kit has no such file."""


class Source(Protocol):
    """Where the files of a kit are read from."""

    def read(self, path: str, limit: int) -> bytes:
        """The file at `path` below the kit, of at most `limit` bytes.

        Raises:
            NotInKit: there is no such file.
            UsageError: it is no ordinary file, is larger, or cannot be read.
        """


class FolderSource:
    """A kit in an open folder; no link below it is followed."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def read(self, path: str, limit: int) -> bytes:
        try:
            return _read_below(self._folder, PurePosixPath(path), limit)
        except FileNotFoundError:
            raise NotInKit(_("it holds no {!r}").format(path)) from None
        except Unreadable as error:
            raise UsageError(_("its {!r} {}").format(path, error)) from error


class ZipSource:
    """A kit in a zip, at its top or in a folder there, as hosts of repositories pack them.

    Raises UsageError where it cannot be a kit.
    """

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise UsageError(_("it is not a zip, or it is damaged")) from error
        members = [info for info in self._archive.infolist() if not info.is_dir()]
        self._members = {info.filename: info for info in members}
        if len(self._members) != len(members):
            raise UsageError(_("it is a zip that holds two files of one name"))
        manifests = [name for name in self._members if name.partition("/")[2] == NAME]
        self._prefix = manifests[0].removesuffix(NAME) if NAME not in self._members and len(manifests) == 1 else ""

    def read(self, path: str, limit: int) -> bytes:
        info = self._members.get(self._prefix + path)
        if info is None:
            raise NotInKit(_("it holds no {!r}").format(path))
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            raise UsageError(_("its {!r} is a link or a device, not a file").format(path))
        if info.flag_bits & _ENCRYPTED:
            raise UsageError(_("its {!r} is locked by a password").format(path))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UsageError(_("its {!r} is packed in a way that course_cli does not read").format(path))
        try:
            with self._archive.open(info) as file:
                data = file.read(limit + 1)  # no more is unpacked, whatever the member says of itself
        except _DAMAGE as error:
            raise UsageError(_("its {!r} is damaged").format(path)) from error
        if len(data) > limit:
            raise UsageError(_("its {!r} is larger than {} bytes").format(path, limit))
        return data


def _read_below(folder: Folder, path: PurePosixPath, limit: int) -> bytes:
    head, *rest = path.parts
    if not rest:
        return folder.read(head, limit)
    with open_child(folder, head) as child:
        return _read_below(child, PurePosixPath(*rest), limit)


def _check_directory(data: bytes) -> None:
    """Refuse a zip whose list of members alone would fill the memory: `zipfile` reads it whole."""
    place = data.rfind(_END_OF_DIRECTORY, -_END_BYTES - (1 << 16))
    if place < 0 or len(data) - place < _END_BYTES:
        raise UsageError(_("it is not a zip, or it is damaged"))
    count, size = struct.unpack_from("<HI", data, place + 10)
    large = data.startswith(_LARGE_ZIP, max(place - _LARGE_ZIP_BYTES, 0))  # says its numbers elsewhere
    if large or count > _MAX_MEMBERS or size > _MAX_DIRECTORY_BYTES:
        raise UsageError(_("it is a zip of more than {} files").format(_MAX_MEMBERS))
