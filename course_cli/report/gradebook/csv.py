"""One row a student: every exercise's score, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from course_cli.report.gradebook.cells import Value, unmistakable, written
from course_cli.report.gradebook.records import Record
from course_cli.report.gradebook.summary import Class, Row, flag_line, summarise


def render(group: Class) -> Iterator[str]:
    """The CSV file. Exercises show what was earned; where there are due dates, `final` is what counts.

    Where a teacher should look at something, the last column says what, cut to size.
    """
    return written(_rows(group))


def render_csv(records: Iterable[Record]) -> Iterator[str]:
    """The CSV file of records as they come from a batch: the exercises in the order in which they occur."""
    return render(summarise("", records))


def _rows(group: Class) -> Iterator[list[Value]]:
    totals = ["raw", "penalty", "final", "days_late", "late_note", "max"] if group.has_due_dates else ["total", "max"]
    flags = ["flags"] if group.has_flags else []
    yield ["student", *(column.id for column in group.columns), *totals, *flags]
    for row in group.rows:
        scores: list[Value] = [
            row.cells[column.id].score if column.id in row.cells else None for column in group.columns
        ]
        yield [
            unmistakable(row.student),
            *scores,
            *_totals(row, group),
            *(["; ".join(flag_line(str(flag)) for flag in row.flags)] if flags else []),
        ]


def _totals(row: Row, group: Class) -> list[Value]:
    if not group.has_due_dates:
        return [row.raw, group.points]
    days_late, note = (row.late.days_late, row.late.note) if row.late else (None, None)
    return [row.raw, row.raw - row.final, row.final, days_late, note, group.points]
