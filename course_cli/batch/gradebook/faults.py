"""What can be wrong with a gradebook's file, in words that say what to do next.

GradebookError (WorkspaceError)     exit status 2
├── NotAGradebook                   something else lies there: a folder, a device, another program's file
├── GradebookCorrupt                damaged
├── GradebookTooNew                 written by a later version of this program
├── GradebookBusy                   another process is writing to it
└── GradebookFull                   no room left: the last submission was not recorded, all before it were
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course_cli.errors import WorkspaceError
from course_cli.language import translated as _


class GradebookError(WorkspaceError):
    """A gradebook cannot be opened, read or written."""


class NotAGradebook(GradebookError):
    """The file or folder of that name is something else."""


class GradebookCorrupt(GradebookError):
    """The file is damaged."""


class GradebookTooNew(GradebookError):
    """The file was written by a later version of this program."""


class GradebookBusy(GradebookError):
    """Another process has the gradebook open for writing."""


class GradebookFull(GradebookError):
    """There is no room for more; everything recorded before is there."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """What SQLite raises inside, as a GradebookError that says what to do about the file `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(path, error) from error


def is_busy(error: sqlite3.Error) -> bool:
    return "locked" in str(error)


# By SQLite's own wording: Python tells its error codes from 3.11 on only.
def _explained(path: Path, error: sqlite3.Error) -> GradebookError:
    text = str(error)
    if "not a database" in text:
        return NotAGradebook(
            _("{} is not a gradebook (not an SQLite file): give another --gradebook FILE").format(path)
        )
    if "malformed" in text or "Could not decode" in text:
        return corrupt(path, text)
    if "is full" in text:
        return GradebookFull(
            _(
                "no room left for {} ({}): what was recorded before is safe. Make room on that disk, "
                "then run the same command again: it goes on where it stopped"
            ).format(path, text)
        )
    if "I/O error" in text:
        return GradebookFull(
            _(
                "the disk did not take what was written to {} ({}): what was recorded before is safe. "
                "Look for a full disk, a quota or a file size limit (ulimit -f), then run the same "
                "command again"
            ).format(path, text)
        )
    if is_busy(error):
        return GradebookBusy(
            _("another program has {} locked: close it (an SQLite browser?) and run this again").format(path)
        )
    if "readonly" in text or "unable to open" in text:
        return GradebookError(
            _(
                "{} cannot be opened ({}): check the permissions of the file and of its folder, or copy "
                "it (and the file ending in -wal beside it, if any) to a folder of your own"
            ).format(path, text)
        )
    return GradebookError(_("the gradebook {} failed: {}").format(path, text))


def corrupt(path: Path, detail: str) -> GradebookCorrupt:
    return GradebookCorrupt(
        _(
            "the gradebook {} is damaged ({}). If it is a copy, copy the file ending in -wal beside "
            "the original too. Else restore an older copy, or rescue what can be read with `sqlite3 "
            "FILE .recover | sqlite3 NEW`, or name a new gradebook and grade again"
        ).format(path, detail)
    )
