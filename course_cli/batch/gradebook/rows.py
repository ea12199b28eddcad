"""Attempts as rows of the tables, and back.

SQLite keeps a value of any type in any column, and files are edited by hand: what is read is checked for its type.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, get_args

from course_cli.batch.fingerprint import Fingerprint
from course_cli.batch.flags import Flag
from course_cli.batch.gradebook.records import Attempt, DueDate, IntakeRecord
from course_cli.batch.late import due_text, parse_due
from course_cli.errors import UsageError
from course_cli.grading.report import CheckResult, CheckStatus, ExerciseResult, ExerciseStatus, Isolation

_CHECK_STATUSES: Mapping[str, CheckStatus] = {status: status for status in get_args(CheckStatus)}
_EXERCISE_STATUSES: Mapping[str, ExerciseStatus] = {status: status for status in get_args(ExerciseStatus)}
_ISOLATIONS: Mapping[str, Isolation] = {isolation: isolation for isolation in get_args(Isolation)}
_Word = TypeVar("_Word", CheckStatus, ExerciseStatus, Isolation)

_SURROGATES = re.compile("[\ud800-\udfff]")

_INSERT_ATTEMPT = """
INSERT INTO attempt (student, exercise, key, engine, grader, submission, isolation, device, graded_at, status, message,
    seconds)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_INSERT_STATEMENT = "INSERT OR IGNORE INTO statement (name, title, points, hint) VALUES (?, ?, ?, ?)"
_INSERT_RESULT = """
INSERT INTO result (attempt, position, statement, score, status, seconds, seed, message, call, got, expected, printed)
VALUES (?, ?, (SELECT id FROM statement WHERE name = ? AND title = ? AND points = ? AND hint = ?),
    ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_SELECT_ATTEMPTS = """
SELECT id, exercise, key, engine, grader, submission, isolation, device, graded_at, status, message, seconds
FROM attempt WHERE """
_LATEST = "id IN (SELECT max(id) FROM attempt WHERE student = ? GROUP BY exercise) ORDER BY exercise"
_OF_EXERCISE = "student = ? AND exercise = ? ORDER BY id"
_SELECT_RESULTS = """
SELECT name, title, points, score, result.status, message, hint, call, got, expected, printed, seconds, seed
FROM result LEFT JOIN statement ON statement.id = result.statement WHERE attempt = ? ORDER BY position"""


def storable(text: str) -> str:
    """`text` as UTF-8 can hold it: what is half a character becomes U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def insert_attempt(connection: sqlite3.Connection, student: int, attempt: Attempt) -> None:
    print_, result = attempt.fingerprint, attempt.result
    values = (result.id, print_.key, print_.engine, print_.grader, print_.submission, attempt.isolation, attempt.device,
              _moment_text(attempt.graded_at), result.status, storable(result.message), result.seconds)  # fmt: skip
    id_ = connection.execute(_INSERT_ATTEMPT, (student, *values)).lastrowid
    for position, check in enumerate(result.checks):
        statement = (check.id, storable(check.title), check.points, storable(check.hint))
        connection.execute(_INSERT_STATEMENT, statement)
        texts = map(storable, (check.message, check.call, check.got, check.expected, check.printed))
        row = (id_, position, *statement, check.score, check.status, check.seconds, check.seed, *texts)
        connection.execute(_INSERT_RESULT, row)


def latest_attempts(connection: sqlite3.Connection, student: int, exercises: Iterable[str] | None) -> list[Attempt]:
    """The newest attempt of each exercise, in the order of `exercises`, else of their ids."""
    rows = {text_of(row[1]): row for row in connection.execute(_SELECT_ATTEMPTS + _LATEST, (student,))}
    wanted = rows if exercises is None else dict.fromkeys(exercises)
    return [_attempt(connection, rows[exercise]) for exercise in wanted if exercise in rows]


def all_attempts(connection: sqlite3.Connection, student: int, exercise: str) -> list[Attempt]:
    """Every attempt of one exercise, the oldest first."""
    rows = connection.execute(_SELECT_ATTEMPTS + _OF_EXERCISE, (student, exercise)).fetchall()
    return [_attempt(connection, row) for row in rows]


def intake_values(intake: IntakeRecord) -> tuple[str, str, str | None]:
    notes = json.dumps([storable(note) for note in intake.notes], ensure_ascii=False)
    times = {chapter: _moment_text(time) for chapter, time in intake.submitted_at.items()}
    flags = None if intake.flags is None else json.dumps([_flag_values(flag) for flag in intake.flags])
    # Sorted, so that equal intakes are equal texts.
    return notes, json.dumps(times, sort_keys=True), flags


def intake_of(notes: object, submitted_at: object, flags: object) -> IntakeRecord:
    with _well_formed():
        times = {chapter: _moment(time) for chapter, time in json.loads(_text(submitted_at)).items()}
        listed = json.loads(_text(notes))
        if not isinstance(listed, list):
            raise TypeError(f"{_shown(listed)} is no list of notes")
        found = None if flags is None else tuple(_flag(*values) for values in json.loads(_text(flags)))
        return IntakeRecord(tuple(map(_text, listed)), times, found)


def _flag_values(flag: Flag) -> list[str | int]:
    return [storable(flag.file), flag.line, storable(flag.name), storable(flag.why)]


def _flag(file: object, line: object, name: object, why: object) -> Flag:
    if not isinstance(line, int):
        raise TypeError(f"{_shown(line)} is no line")
    return Flag(_text(file), line, _text(name), _text(why))


def due_of(chapter: object, due_at: object, policy: object) -> DueDate:
    with _well_formed():
        return DueDate(_text(chapter), parse_due(_text(due_at)), _text(policy))


def due_values(date: DueDate) -> tuple[str, str, str]:
    return date.chapter, due_text(date.due_at), date.policy


def text_of(value: object) -> str:
    """A stored name. Raises sqlite3.DatabaseError, as damage that SQLite notices does."""
    with _well_formed():
        return _text(value)


def _attempt(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Attempt:
    id_, *named, isolation, device, graded_at, status, message, seconds = row
    with _well_formed():
        exercise, key, engine, grader, submission = map(_text, named)
        checks = tuple(_check(values) for values in connection.execute(_SELECT_RESULTS, (id_,)))
        result = ExerciseResult(
            exercise, _word(status, _EXERCISE_STATUSES), checks, _number(seconds), _text(message), _text(device)
        )
        print_ = Fingerprint(engine, grader, submission, key)
        return Attempt(print_, _word(isolation, _ISOLATIONS), result.device, result, _moment(graded_at))


def _check(values: tuple[Any, ...]) -> CheckResult:
    name, title, points, score, status, *texts, seconds, seed = values
    if not isinstance(seed, int):
        raise TypeError(f"{_shown(seed)} is no whole number")
    message, hint, call, got, expected, printed = map(_text, texts)
    return CheckResult(
        _text(name), _text(title), _number(points), _number(score), _word(status, _CHECK_STATUSES), message, hint, call,
        got, expected, printed, _number(seconds), seed,
    )  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{_shown(value)} is no text")
    return value


def _number(value: object) -> float:
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise TypeError(f"{_shown(value)} is no number")
    return value


def _word(value: object, known: Mapping[str, _Word]) -> _Word:
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{_shown(value)} is none of {', '.join(known)}")
    return known[value]


def _shown(value: object) -> str:
    return f"{value!a:.60}"


@contextmanager
def _well_formed() -> Iterator[None]:
    """A stored text that is not what we store is damage that SQLite could not notice: reported as its own is."""
    try:
        yield
    except (ValueError, TypeError, AttributeError, RecursionError, UsageError) as error:
        raise sqlite3.DatabaseError(f"malformed value: {error}") from error


def _moment_text(moment: datetime) -> str:
    return _zoned(moment).isoformat()


def _moment(text: object) -> datetime:
    return _zoned(datetime.fromisoformat(_text(text)))


def _zoned(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a time without a time zone names no moment")
    return moment
