"""The gradebook: every attempt of every student in one SQLite file, added to and never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from course_cli.batch.gradebook import rows
from course_cli.batch.gradebook.connection import reading, writing
from course_cli.batch.gradebook.faults import NotAGradebook, translated
from course_cli.batch.gradebook.records import Attempt, DueDate, IntakeRecord, StudentRecord
from course_cli.language import translated as _

_INSERT_INTAKE = "INSERT INTO intake (student, notes, submitted_at, flags) VALUES (?, ?, ?, ?)"
_SELECT_INTAKE = "SELECT notes, submitted_at, flags FROM intake WHERE student = ? ORDER BY id DESC LIMIT 1"


class Gradebook:
    """An open gradebook; used by the thread that opened it. Every method may raise GradebookError.

    What `record` has returned from is on the disk: no crash of this process or of the machine loses it.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, course: str) -> None:
        self._connection = connection
        self._path = path
        self._course = course

    @staticmethod
    @contextmanager
    def open(path: Path, course: str, *, write: bool) -> Iterator[Gradebook]:
        """Open the gradebook of a course, made if it is to be written and not there.

        Any number of processes may read while one writes.

        Raises:
            NotAGradebook: there is something else, or the gradebook of another course.
            GradebookCorrupt, GradebookTooNew: it cannot be used.
            GradebookBusy: another process has it open for writing.
            GradebookError: it is not there (to be read), cannot be read, or cannot be written.
        """
        with writing(path) if write else reading(path) as connection:
            book = Gradebook(connection, path, course)
            book._require_course(write)
            yield book

    def record(self, student: str, attempts: Sequence[Attempt], intake: IntakeRecord) -> None:
        """Add attempts at exercises of one submission, all or none of them; they are durable on return.

        Without attempts only the intake is noted, if it differs from the last one.

        Raises:
            GradebookFull: there is no room; nothing of this call was kept, everything before was.
        """
        with self._transaction("IMMEDIATE") as connection:
            connection.execute("INSERT OR IGNORE INTO student (name) VALUES (?)", (rows.storable(student),))
            id_ = self._student_id(student)
            assert id_ is not None
            values = rows.intake_values(intake)
            if self._intake(id_) != values:
                connection.execute(_INSERT_INTAKE, (id_, *values))
            for attempt in attempts:
                rows.insert_attempt(connection, id_, attempt)

    def keys(self, student: str) -> dict[str, str]:
        """The fingerprint's key of the latest attempt of each exercise."""
        query = """SELECT exercise, key FROM attempt
            WHERE id IN (SELECT max(id) FROM attempt WHERE student = ? GROUP BY exercise)"""
        with self._transaction() as connection:
            found = connection.execute(query, (self._student_id(student),))
            return {rows.text_of(exercise): rows.text_of(key) for exercise, key in found}

    def students(self) -> list[str]:
        """Everyone of whom anything was recorded, sorted."""
        with translated(self._path):
            names = self._connection.execute("SELECT name FROM student ORDER BY name")
            return [rows.text_of(name) for (name,) in names]

    def exercises(self) -> list[str]:
        """Every exercise that anyone has an attempt for, sorted."""
        with translated(self._path):
            names = self._connection.execute("SELECT DISTINCT exercise FROM attempt ORDER BY exercise")
            return [rows.text_of(name) for (name,) in names]

    def report(self, student: str, ids: Sequence[str] | None = None) -> StudentRecord:
        """The latest attempts of a student at the exercises `ids`, in that order; by default at all, sorted.

        What was never attempted is left out; of an unknown student there is nothing.
        """
        with self._transaction() as connection:
            id_ = self._student_id(student)
            if id_ is None:
                return StudentRecord(student, self._course, ())
            attempts = tuple(rows.latest_attempts(connection, id_, ids))
            intake = self._intake_of(id_)
        return StudentRecord(student, self._course, attempts, intake.notes, intake.submitted_at, intake.flags or ())

    def records(self, ids: Sequence[str] | None = None) -> Iterator[StudentRecord]:
        """The record of every student, one at a time: a class need not fit into memory."""
        for student in self.students():
            yield self.report(student, ids)

    def intake(self, student: str) -> IntakeRecord:
        """What was noticed when the student's submission was last recorded."""
        with self._transaction():
            return self._intake_of(self._student_id(student))

    def history(self, student: str, exercise: str) -> list[Attempt]:
        """Every attempt of a student at an exercise, the oldest first."""
        with self._transaction() as connection:
            id_ = self._student_id(student)
            return [] if id_ is None else rows.all_attempts(connection, id_, exercise)

    def due_dates(self) -> dict[str, DueDate]:
        """By chapter."""
        with translated(self._path):
            found = self._connection.execute("SELECT chapter, due_at, policy FROM due ORDER BY chapter")
            return {date.chapter: date for date in (rows.due_of(*row) for row in found)}

    def set_due_dates(self, dates: Iterable[DueDate]) -> None:
        """Put these in place of all due dates there were."""
        values = [rows.due_values(date) for date in dates]
        with self._transaction("IMMEDIATE") as connection:
            connection.execute("DELETE FROM due")
            connection.executemany("INSERT INTO due (chapter, due_at, policy) VALUES (?, ?, ?)", values)

    def _require_course(self, write: bool) -> None:
        query = "SELECT value FROM meta WHERE name = 'course'"
        with self._transaction("IMMEDIATE" if write else "DEFERRED") as connection:
            if write:
                connection.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('course', ?)", (self._course,))
            found = connection.execute(query).fetchone()
        if found and found[0] != self._course:
            raise NotAGradebook(
                _("{} is the gradebook of another course, {!r}: give another --gradebook FILE").format(
                    self._path, found[0]
                )
            )

    def _student_id(self, student: str) -> int | None:
        found = self._connection.execute("SELECT id FROM student WHERE name = ?", (rows.storable(student),)).fetchone()
        return int(found[0]) if found else None

    def _intake_of(self, student: int | None) -> IntakeRecord:
        stored = self._intake(student) if student is not None else None
        return rows.intake_of(*stored) if stored else IntakeRecord()

    def _intake(self, student: int) -> tuple[str, str, str | None] | None:
        found: tuple[str, str, str | None] | None = self._connection.execute(_SELECT_INTAKE, (student,)).fetchone()
        return found

    @contextmanager
    def _transaction(self, kind: str = "DEFERRED") -> Iterator[sqlite3.Connection]:
        """Everything inside sees one state of the file and, if it writes, happens as one, or not at all."""
        with translated(self._path):
            self._connection.execute(f"BEGIN {kind}")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                # SQLite itself rolls back after some errors, a full disk among them.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
