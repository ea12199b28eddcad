"""Opening a gradebook's file: what it has to be, and what is done about what it is instead."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from course_cli.batch import DEFAULT_GRADEBOOK
from course_cli.batch.gradebook import schema
from course_cli.batch.gradebook.faults import (
    GradebookError,
    GradebookTooNew,
    NotAGradebook,
    corrupt,
    is_busy,
    translated,
)
from course_cli.batch.gradebook.locking import exclusive
from course_cli.language import translated as _

_BUSY_SECONDS = 5.0
# Up to this size a file is looked through before it is added to, in a second or so. A larger one (the class of 5,000
# of whom every exercise was graded three times has 1.4 GB: 6 s, or a minute where none of it is in memory) only after
# its last writer was cut short; damage elsewhere is found when it is met.
_LOOKED_THROUGH_BYTES = 1 << 28


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The only connection that may write, to a file that is made or brought up to date if need be.

    Raises GradebookError, here and for what SQLite raises inside.
    """
    path = _resolved(path)
    _require_file(path, must_exist=False)
    with exclusive(path), translated(path):
        cut_short = not _is_complete(path)
        with closing(_connect(path, "mode=rwc")) as connection:
            _recognise(connection, path, may_be_new=True)
            if cut_short or path.stat().st_size <= _LOOKED_THROUGH_BYTES:
                _look_through(connection, path)
            _prepare_for_writing(connection, path)
            yield connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads, also while another process writes. Raises GradebookError as `writing`."""
    path = _resolved(path)
    _require_file(path, must_exist=True)
    with translated(path):
        connection = _connect_to_read(path)
        try:
            version = _recognise(connection, path, may_be_new=False)
            if version < schema.VERSION:
                connection.close()
                _update(path, version)
                connection = _connect_to_read(path)
            yield connection
        finally:
            connection.close()


def _resolved(path: Path) -> Path:
    # SQLite names its own files after where a link leads to; two links to one gradebook are one gradebook.
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise GradebookError(_("{} cannot be a gradebook: {}").format(path, error)) from error


def _require_file(path: Path, must_exist: bool) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        _require_folder(path)
        if must_exist:
            raise GradebookError(
                _("there is no gradebook {}: `course_cli grade --submissions DIR --gradebook FILE` makes one").format(
                    path
                )
            ) from None
        return
    except NotADirectoryError:
        raise GradebookError(_("{} is not a folder: give another --gradebook FILE").format(path.parent)) from None
    except OSError as error:
        raise GradebookError(_("cannot look at the gradebook {}: {}").format(path, error.strerror)) from error
    if stat.S_ISDIR(mode):
        raise NotAGradebook(_("{} is a folder: name a file, such as {}").format(path, path / DEFAULT_GRADEBOOK))
    if not stat.S_ISREG(mode):
        raise NotAGradebook(_("{} is a device, pipe or socket, not a file: give another --gradebook FILE").format(path))


def _require_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise GradebookError(
            _("there is no folder {} to keep a gradebook in: make it, or name another file").format(path.parent)
        )


def _connect(path: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?{options}", uri=True, timeout=_BUSY_SECONDS, isolation_level=None, cached_statements=64
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        # What a file brings along (triggers, views with functions) is not trusted; ours has none.
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to_read(path: Path) -> sqlite3.Connection:
    # Not mode=ro: such a connection could not clear away the files through which processes agree, when it ends.
    connection = _connect(path, "mode=rw")
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if not is_busy(error) and _is_complete(path):
            return _connect(path, "mode=ro&immutable=1")
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _is_complete(path: Path) -> bool:
    """Whether a file can be read as it is where SQLite cannot make the files through which processes agree.

    A folder may be read-only, a disk full. With no log beside it nobody is writing just now, no writer was cut short,
    and all that was recorded is in the file itself.
    """
    try:
        return path.with_name(path.name + "-wal").stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _require_whole_pages(connection: sqlite3.Connection, path: Path) -> None:
    # SQLite takes what is missing of the last page for zeros.
    if _is_complete(path) and path.stat().st_size % int(connection.execute("PRAGMA page_size").fetchone()[0]):
        raise corrupt(path, _("its end is missing"))


def _recognise(connection: sqlite3.Connection, path: Path, *, may_be_new: bool) -> int:
    """The version of a gradebook's tables. Raises GradebookError for a file that is no gradebook we can use."""
    tables = schema.table_names(connection)
    application, version = schema.application_of(connection), schema.version_of(connection)
    if application == schema.APPLICATION_ID:
        if version > schema.VERSION:
            raise GradebookTooNew(
                _(
                    "{} was written by a later course_cli (gradebook version {}; this one knows up to {}): "
                    "update course_cli, or give another --gradebook FILE"
                ).format(path, version, schema.VERSION)
            )
        if version < 1 or "attempt" not in tables:
            raise corrupt(path, _("its tables are not there"))
        _require_whole_pages(connection, path)
        return version
    if {"submitted_assignment", "submitted_notebook"} <= tables:
        raise NotAGradebook(
            _("{} is nbgrader's own database, not a gradebook of course_cli: name another file").format(path)
        )
    if tables or application or version:
        raise NotAGradebook(_("{} is the database of another program: give another --gradebook FILE").format(path))
    if not may_be_new:
        raise NotAGradebook(_("{} is empty: nothing was ever graded into it").format(path))
    return 0


def _look_through(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise corrupt(path, " ".join(found.split()))


def _prepare_for_writing(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise GradebookError(
            _("the file system of {} has no shared memory: keep gradebooks on a local disk").format(path)
        )
    connection.execute("PRAGMA synchronous = FULL")
    schema.migrate(connection)


def _update(path: Path, version: int) -> None:
    """Bring an older file up to date so that it can be read: nothing in it is lost, and a crash leaves it as it was."""
    try:
        with writing(path):
            pass
    except GradebookError as error:
        raise type(error)(
            f"{path} is of gradebook version {version} and has to be brought to version {schema.VERSION} before it can "
            f"be read, which failed: {error}"
        ) from error
