"""The file that Canvas' gradebook imports: an assignment a chapter."""

from __future__ import annotations

from collections.abc import Iterator

from course_cli.report.gradebook.cells import Value, unmistakable, written
from course_cli.report.gradebook.chapters import chapter_points, chapter_score
from course_cli.report.gradebook.roster import Roster
from course_cli.report.gradebook.summary import Class

# The order and the spelling are what Canvas recognises its columns by.
_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POINTS = "Points Possible"


def render(group: Class, roster: Roster | None = None) -> Iterator[str]:
    """The CSV file. A chapter that nobody graded for a student is an empty cell, which leaves Canvas' own as it is.

    With a roster, its columns say who each student is, and a chapter whose name is an assignment's title goes to that
    assignment; without, Canvas matches by login, and makes a new assignment where none has the chapter's name.
    """
    return written(_rows(group, roster))


def _rows(group: Class, roster: Roster | None) -> Iterator[list[Value]]:
    known = roster.columns if roster else _COLUMNS
    people = roster.match(row.student for row in group.rows) if roster else {}
    assignments = roster.assignments if roster else {}
    yield [*known, *(assignments.get(chapter.casefold(), chapter) for chapter in group.chapters)]
    yield [f"    {_POINTS}", *[None] * (len(known) - 1), *map(chapter_points, group.chapters.values())]
    for row in group.rows:
        person = people.get(row.student) or _stranger(row.student, known)
        scores = [chapter_score(row, columns) for columns in group.chapters.values()]
        # Canvas takes every row whose first cell holds these words for the one above.
        yield [person[0].replace(_POINTS, _POINTS.replace(" ", "\u00a0")), *person[1:], *scores]


def _stranger(student: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Someone of whom only the folder's name is known."""
    name = unmistakable(student)
    named = {"Student": name, "LastName": name, "SIS Login ID": name}
    return tuple(named.get(column, "") for column in columns)
