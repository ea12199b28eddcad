"""The manifest of a student kit: what is in it, and which paths a kit may name at all.

A kit may come from anyone. Its paths are judged before a byte of it is read: none can lie outside a chapter's folder,
hide, run by itself, or mean another file on another system.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from course_cli.errors import UsageError
from course_cli.language import translated as _

NAME = "manifest.json"
KIND = "course_cli kit"
FORMAT = 1

MAX_MANIFEST_BYTES = 4 << 20
MAX_FILES = 5_000
MAX_FILE_BYTES = 16 << 20
MAX_TOTAL_BYTES = 128 << 20

_MAX_DEPTH = 6
_MAX_PATH = 200
_MAX_PART_BYTES = 100
_MAX_TEXT = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = frozenset('\\<>:"|?*')
_PORTS = [f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"]
_RESERVED = frozenset(["con", "prn", "aux", "nul", "conin$", "conout$", *_PORTS])


@dataclass(frozen=True)
class Entry:
    """One file of a kit: its place below the kit and below a workspace, its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str

    @staticmethod
    def of(path: str, data: bytes) -> Entry:
        return Entry(path, len(data), hashlib.sha256(data).hexdigest())

    def holds(self, data: bytes) -> bool:
        """Whether `data` is this file, to the bit."""
        return len(data) == self.size and hashlib.sha256(data).hexdigest() == self.sha256


@dataclass(frozen=True)
class Manifest:
    """What a kit holds; `due` maps a chapter to the moment it is due, as text with a time zone."""

    course: str
    version: str
    entries: tuple[Entry, ...]
    due: Mapping[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The bytes of manifest.json: the same for the same content."""
        data = {
            "kind": KIND,
            "format": FORMAT,
            "course": self.course,
            "version": self.version,
            "due": dict(sorted(self.due.items())),
            "files": [{"path": entry.path, "size": entry.size, "sha256": entry.sha256} for entry in self.entries],
        }
        return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()


@dataclass(frozen=True)
class Kit:
    """A manifest and the files it lists, or those of them that were asked for; each is what the manifest says."""

    manifest: Manifest
    files: Mapping[str, bytes]


def parse(data: bytes) -> Manifest:
    """Read a manifest that may be anything.

    Raises:
        UsageError: it is no manifest of a kit, is of a newer format, or names a file that no kit may hold.
    """
    if len(data) > MAX_MANIFEST_BYTES:
        raise UsageError(_("its {} is larger than {} MB").format(NAME, MAX_MANIFEST_BYTES >> 20))
    try:
        content = json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise UsageError(_("its {} cannot be read: {}").format(NAME, str(error)[:_MAX_TEXT])) from error
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise UsageError(_("its {} is not that of a course_cli kit").format(NAME))
    format_ = content.get("format")
    if format_ != FORMAT or isinstance(format_, bool):
        if isinstance(format_, int) and format_ > FORMAT:
            raise UsageError(
                _("it was made by a newer course_cli: install that, as you did this one, then fetch again")
            )
        raise UsageError(_("its {} has no format that this course_cli knows").format(NAME))
    files = content.get("files")
    if not isinstance(files, list) or not files:
        raise UsageError(_("its {} lists no files").format(NAME))
    if len(files) > MAX_FILES:
        raise UsageError(_("it lists more than {} files").format(MAX_FILES))
    entries = tuple(_entry(file) for file in files)
    total = sum(entry.size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        raise UsageError(_("its files are larger than {} MB together").format(MAX_TOTAL_BYTES >> 20))
    problem = collision(entry.path for entry in entries)
    if problem:
        raise UsageError(problem)
    return Manifest(_text(content, "course"), _text(content, "version"), entries, _due(content.get("due", {})))


def path_problem(path: str) -> str:
    """Why no kit may hold a file of this path; "" where it may: `<chapter>/<file>`, possibly deeper."""
    parts = path.split("/")
    if not 2 <= len(parts) <= _MAX_DEPTH or len(path) > _MAX_PATH:
        return _("is not <chapter>/<file>")
    if not parts[0].isidentifier():
        return _("does not begin with the name of a chapter")
    for part in parts:
        if not part or part.startswith((".", "_", "~")):
            return _("has a part that is empty, or begins with a dot, an underscore or a tilde")
        if part.endswith((".", " ")) or part.startswith(" ") or not part.isprintable() or _FORBIDDEN.intersection(part):
            return _("has characters that not every system allows")
        if part.partition(".")[0].rstrip(" ").casefold() in _RESERVED:
            return _("is a device on some systems")
        if unicodedata.normalize("NFC", part) != part or len(part.encode()) > _MAX_PART_BYTES:
            return _("has a part that not every system keeps as it is")
    return ""


def collision(paths: Iterable[str]) -> str:
    """The first two paths that some system would take for one, or that are file and folder at once; "" for none."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        folded = path.casefold()
        if folded in files:
            return _("it lists {!r} and {!r}, which are one file on some systems").format(path, files[folded])
        files[folded] = path
        for parent in PurePosixPath(path).parents:
            name = folders.setdefault(str(parent).casefold(), str(parent))
            if name != str(parent):
                return _("it lists the folders {!r} and {!r}, which are one on some systems").format(str(parent), name)
    both = files.keys() & folders.keys()
    return _("it lists {!r} as a file and as a folder").format(files[min(both)]) if both else ""


def _entry(file: Any) -> Entry:
    if not isinstance(file, dict) or not isinstance(file.get("path"), str):
        raise UsageError(_("its {} lists a file without a path").format(NAME))
    path = file["path"]
    problem = path_problem(path)
    if problem:
        raise UsageError(_("it lists {!a}, which {}").format(path[:_MAX_TEXT], problem))
    size, digest = file.get("size"), file.get("sha256")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise UsageError(_("its {} gives no size for {!r}").format(NAME, path))
    if size > MAX_FILE_BYTES:
        raise UsageError(_("it lists {!r} with more than {} MB").format(path, MAX_FILE_BYTES >> 20))
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise UsageError(_("its {} gives no SHA-256 for {!r}").format(NAME, path))
    return Entry(path, size, digest)


def _due(due: Any) -> dict[str, str]:
    if not isinstance(due, dict):
        raise UsageError(_("the due dates in its {} are not readable").format(NAME))
    return {_checked(chapter, "due"): _checked(moment, "due") for chapter, moment in due.items()}


def _text(content: Mapping[str, Any], key: str) -> str:
    return _checked(content.get(key), key)


def _checked(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value or len(value) > _MAX_TEXT or not value.isprintable():
        raise UsageError(_("its {} has no readable {!r}").format(NAME, key))
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key occurs twice")
    return content
