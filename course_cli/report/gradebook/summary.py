"""A class in numbers: a pass over its records that keeps scores and counts, and lets each report go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from course_cli.batch.flags import Flag
from course_cli.batch.late import LateScores
from course_cli.grading.report import ExerciseResult, ExerciseStatus
from course_cli.language import translated as _
from course_cli.report.gradebook.records import Record
from course_cli.report.plain import one_line

CellStatus = ExerciseStatus | Literal["not_written"]

_IMPORT = ""  # no check is called so: where a file cannot be imported, none of its checks runs
_LONGEST_MESSAGE = 300
_LONGEST_NOTE = 500
_MOST_NOTES = 20
# Two students' messages differ in the numbers of their random inputs; "float32" is no number.
_NUMBERS = re.compile(r"(?<![\w.])-?\d+(?:\.\d*)?(?:e[-+]?\d+)?(?![\w])")


@dataclass(frozen=True)
class Cell:
    """What one student has for one exercise: `score` as graded, `final` as it counts after a late policy."""

    status: CellStatus
    score: float
    final: float


@dataclass(frozen=True)
class Column:
    """An exercise, and what it is worth."""

    id: str
    title: str
    points: float

    @property
    def chapter(self) -> str:
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        return self.id.partition("/")[2]


@dataclass(frozen=True)
class Row:
    """One student. An exercise that was never graded has no cell."""

    student: str
    cells: Mapping[str, Cell]
    notes: tuple[str, ...] = ()
    late: LateScores | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def raw(self) -> float:
        return sum(cell.score for cell in self.cells.values())

    @property
    def final(self) -> float:
        return sum(cell.final for cell in self.cells.values())

    @property
    def handed_in(self) -> bool:
        """Whether there was a file of any of the exercises, be it an untouched stub."""
        return any(cell.status != "missing" for cell in self.cells.values())


@dataclass(frozen=True)
class Message:
    """What so many students were told; `text` is what one of them read, the others' may differ in its numbers."""

    text: str
    count: int
    alike: bool


@dataclass(frozen=True)
class FailedCheck:
    """A check and how many failed it, of those whose code got as far as being judged by it."""

    exercise: str
    title: str
    failed: int
    judged: int
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Class:
    """Every student of a gradebook. `has_due_dates` is whether a late policy applies to it."""

    course: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    failed_checks: tuple[FailedCheck, ...] = ()
    weakly_isolated: int = 0

    @property
    def points(self) -> float:
        return sum(column.points for column in self.columns)

    @property
    def has_due_dates(self) -> bool:
        return any(row.late is not None for row in self.rows)

    @property
    def has_flags(self) -> bool:
        return any(row.flags for row in self.rows)

    @property
    def chapters(self) -> dict[str, tuple[Column, ...]]:
        """The exercises by their chapter, both in the order of the columns."""
        grouped: dict[str, list[Column]] = {}
        for column in self.columns:
            grouped.setdefault(column.chapter, []).append(column)
        return {chapter: tuple(columns) for chapter, columns in grouped.items()}


def summarise(course: str, records: Iterable[Record], titles: Mapping[str, str] | None = None) -> Class:
    """Count a class up.

    `titles` are the wanted exercises, in the wanted order, with what they are called; by default all that occur.
    """
    points = dict.fromkeys(titles or (), 0.0)
    failures: dict[tuple[str, str], _Failures] = {}
    rows: list[Row] = []
    weak = 0
    for record in records:
        wanted = [exercise for exercise in record.report.exercises if titles is None or exercise.id in titles]
        for exercise in wanted:
            # Attempts at an older grader may have been worth less.
            points[exercise.id] = max(points.get(exercise.id, 0.0), exercise.max_score)
            _count(exercise, failures)
        rows.append(_row(record, wanted))
        weak += record.report.isolation == "weak"
    order = {id: place for place, id in enumerate(points)}
    checks = [(exercise, found) for (exercise, _), found in failures.items() if found.failed]
    checks.sort(key=lambda item: (-item[1].failed, order[item[0]]))
    return Class(
        course,
        tuple(Column(id, (titles or {}).get(id, id), worth) for id, worth in points.items()),
        tuple(rows),
        tuple(found.done(exercise) for exercise, found in checks),
        weak,
    )


@dataclass
class _Failures:
    title: str
    failed: int = 0
    judged: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    varied: set[str] = field(default_factory=set)

    def add(self, message: str) -> None:
        text = one_line(message, _LONGEST_MESSAGE)
        kind = _NUMBERS.sub("#", text)
        self.failed += 1
        self.kinds[kind] += 1
        if self.examples.setdefault(kind, text) != text:
            self.varied.add(kind)

    def done(self, exercise: str) -> FailedCheck:
        messages = tuple(
            Message(self.examples[kind], count, kind in self.varied) for kind, count in self.kinds.most_common(3)
        )
        return FailedCheck(exercise, self.title, self.failed, self.judged, messages)


def _row(record: Record, wanted: Sequence[ExerciseResult]) -> Row:
    late = record.late.exercises if record.late else {}
    cells = {
        exercise.id: Cell(
            "not_written" if exercise.not_written else exercise.status,
            exercise.score,
            late[exercise.id].final if exercise.id in late else exercise.score,
        )
        for exercise in wanted
    }
    notes = tuple(one_line(note, _LONGEST_NOTE) for note in record.notes[:_MOST_NOTES])
    if len(record.notes) > _MOST_NOTES:
        notes += (_("… {} more notes").format(len(record.notes) - _MOST_NOTES),)
    return Row(record.student, cells, notes, record.late, record.flags)


def flag_line(text: str) -> str:
    """What is said of a flag, on one line and cut to size."""
    return one_line(text, _LONGEST_NOTE)


def _count(exercise: ExerciseResult, failures: dict[tuple[str, str], _Failures]) -> None:
    """What is missing or not yet written says nothing about a check, and would hide what does."""

    def of(check: str, title: str) -> _Failures:
        key = exercise.id, check
        if key not in failures:
            failures[key] = _Failures(one_line(title))
        failures[key].judged += 1
        return failures[key]

    if exercise.status == "missing" or exercise.not_written:
        return
    imported = of(_IMPORT, _("the file can be imported"))
    if exercise.status == "import_error":
        imported.add(exercise.message or exercise.status)
        return
    for check in exercise.checks:
        if check.status == "skipped":
            continue
        judged = of(check.id, check.title or check.id)
        if check.status != "passed":
            judged.add(check.message or exercise.message or check.status)
