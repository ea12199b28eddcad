"""The tables of a gradebook, by version, and how an older file becomes a current one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

APPLICATION_ID = 0x43434C49  # "CCLI", where `file` and SQLite's tools look for it

# Attempts and what belongs to them are only ever added. What a check says of itself is the same for a whole class, so
# it is kept once: that halves the file. `submitted_at` is a JSON object of times by chapter, `notes` a list.
_V1 = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE student (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE intake (
        id INTEGER PRIMARY KEY,
        student INTEGER NOT NULL REFERENCES student,
        notes TEXT NOT NULL,
        submitted_at TEXT NOT NULL
    )""",
    "CREATE INDEX intake_by_student ON intake (student)",
    """CREATE TABLE attempt (
        id INTEGER PRIMARY KEY,
        student INTEGER NOT NULL REFERENCES student,
        exercise TEXT NOT NULL,
        key TEXT NOT NULL,
        engine TEXT NOT NULL,
        grader TEXT NOT NULL,
        submission TEXT NOT NULL,
        isolation TEXT NOT NULL,
        device TEXT NOT NULL,
        graded_at TEXT NOT NULL,
        status TEXT NOT NULL,
        message TEXT NOT NULL,
        seconds REAL NOT NULL
    )""",
    "CREATE INDEX attempt_by_student ON attempt (student, exercise)",
    """CREATE TABLE statement (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        points REAL NOT NULL,
        hint TEXT NOT NULL,
        UNIQUE (name, title, points, hint)
    )""",
    """CREATE TABLE result (
        attempt INTEGER NOT NULL REFERENCES attempt,
        position INTEGER NOT NULL,
        statement INTEGER NOT NULL REFERENCES statement,
        score REAL NOT NULL,
        status TEXT NOT NULL,
        seconds REAL NOT NULL,
        seed INTEGER NOT NULL,
        message TEXT NOT NULL,
        call TEXT NOT NULL,
        got TEXT NOT NULL,
        expected TEXT NOT NULL,
        printed TEXT NOT NULL,
        PRIMARY KEY (attempt, position)
    ) WITHOUT ROWID""",
)
_V2 = ("CREATE TABLE due (chapter TEXT PRIMARY KEY, due_at TEXT NOT NULL, policy TEXT NOT NULL) WITHOUT ROWID",)
# A JSON list of what a person should look at; NULL where nobody has looked for it yet.
_V3 = ("ALTER TABLE intake ADD COLUMN flags TEXT",)

Migration = Sequence[str]
MIGRATIONS: tuple[Migration, ...] = (_V1, _V2, _V3)
VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables in the file; 0 where there are none yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def application_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def table_names(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the tables up to date, or leave the file as it was: one transaction, whatever ends it.

    Raises sqlite3.Error.
    """
    if version_of(connection) >= len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in migrations[version_of(connection) :]:
            for statement in statements:
                connection.execute(statement)
        # Both numbers are part of the file and of the transaction.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
