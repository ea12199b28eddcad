"""Scores by chapter, which is what schools' systems call an assignment."""

from __future__ import annotations

from collections.abc import Sequence

from course_cli.report.gradebook.summary import Column, Row


def chapter_points(columns: Sequence[Column]) -> float:
    """What these exercises are worth together."""
    return sum(column.points for column in columns)


def chapter_score(row: Row, columns: Sequence[Column]) -> float | None:
    """What counts for the student, after any late policy; None if none of these was ever graded."""
    cells = [row.cells[column.id] for column in columns if column.id in row.cells]
    return sum(cell.final for cell in cells) if cells else None
