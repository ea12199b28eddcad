"""The receipt of a hand-in: what was handed in, when, and checksums by which both sides can tell later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from course_cli.course.release_manifest import Entry
from course_cli.errors import WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.fetch import RECORD_FOLDER
from course_cli.workspace.folder import Unreadable, descend, open_folder

RECEIPTS = "receipts"


@dataclass(frozen=True)
class Receipt:
    """One hand-in.

    `replaced` is the digest of what was there before, by chapter; the earlier version is kept. `dated_anew` are the
    chapters in which files of an earlier hand-in stay, and have the time of this one from now on.
    """

    student: str
    submitted_at: datetime
    place: str
    entries: tuple[Entry, ...]
    replaced: Mapping[str, str] = field(default_factory=dict)
    dated_anew: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the student has to know about the times: a chapter has one, as an assignment of nbgrader's has."""
        time = f"{self.submitted_at:%Y-%m-%d %H:%M:%S} UTC"
        return tuple(
            _("the time of {} is now {}; it counts for all of its exercises, also those handed in before").format(
                chapter, time
            )
            for chapter in self.dated_anew
        )

    @property
    def digest(self) -> str:
        """One checksum over all files: that of the list which `sha256sum` writes of them, sorted by path."""
        return digest(self.entries)

    def encode(self) -> bytes:
        """The receipt as JSON."""
        content = {
            "schema": 1,
            "student": self.student,
            "submitted_at": self.submitted_at.isoformat(),
            "to": self.place,
            "files": [{"path": entry.path, "size": entry.size, "sha256": entry.sha256} for entry in self.entries],
            "sha256": self.digest,
            "replaced": dict(self.replaced),
            "notes": list(self.notes),
        }
        return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


def timestamp(moment: datetime) -> str:
    """A moment as nbgrader's timestamp.txt has it. `moment` is in UTC."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC"


def entries_of(files: Mapping[str, bytes]) -> tuple[Entry, ...]:
    return tuple(Entry.of(path, files[path]) for path in sorted(files))


def digest(entries: Iterable[Entry]) -> str:
    """See `Receipt.digest`."""
    return hashlib.sha256("".join(f"{entry.sha256}  {entry.path}\n" for entry in entries).encode()).hexdigest()


def save(receipt: Receipt, workspace: Path) -> str:
    """Keep a receipt in the workspace, and return its place there. Raises WorkspaceError."""
    place = PurePosixPath(RECORD_FOLDER, RECEIPTS, f"{receipt.submitted_at:%Y-%m-%dT%H%M%S.%fZ}.json")
    try:
        with open_folder(workspace) as folder, descend(folder, place.parent) as receipts:
            receipts.write(place.name, receipt.encode())
    except WorkspaceError:
        raise
    except (OSError, Unreadable) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkspaceError(_("cannot write {}: {}").format(workspace / place, reason)) from error
    return str(place)
