"""The file that Moodle's grade import reads: who it is, and two grades a chapter to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.report.gradebook.cells import Value, unmistakable, written
from course_cli.report.gradebook.chapters import chapter_points, chapter_score
from course_cli.report.gradebook.roster import Roster
from course_cli.report.gradebook.summary import Class, Row

_NO_GRADE = "-"


def render(group: Class, roster: Roster | None = None) -> Iterator[str]:
    """The CSV file. With a roster, only who is on it: Moodle refuses a whole file for one user whom it does not know.

    Each chapter has its points as "(Real)" and, since Moodle makes new grade items out of 100 and takes no more unless
    told to, as a percentage. Raises UsageError where no column of the roster names everybody.
    """
    return written(_rows(group, roster))


def _rows(group: Class, roster: Roster | None) -> Iterator[list[Value]]:
    known, people = _people(group, roster)
    grades = [f"{chapter} ({kind})" for chapter in group.chapters for kind in ("Real", "Percentage")]
    yield [*known, *grades]
    for row in group.rows:
        if row.student in people:
            yield [*people[row.student], *_grades(group, row)]


def _people(group: Class, roster: Roster | None) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The columns that name a student, and what stands in them.

    Only columns that are filled for everybody: at an empty one, Moodle goes on with the student of the line before.
    """
    students = [row.student for row in group.rows]
    if roster is None:
        name = "Email address" if students and all("@" in student for student in students) else "Username"
        return (name,), {student: (unmistakable(student),) for student in students}
    people = roster.match(students)
    filled = [place for place in range(len(roster.columns)) if all(person[place] for person in people.values())]
    if people and not filled:
        raise UsageError(_("the roster has no column that is filled for every student of the gradebook"))
    columns = tuple(roster.columns[place] for place in filled)
    return columns, {student: tuple(person[place] for place in filled) for student, person in people.items()}


def _grades(group: Class, row: Row) -> Iterator[Value]:
    for columns in group.chapters.values():
        score, points = chapter_score(row, columns), chapter_points(columns)
        if score is None or not points:
            yield from (_NO_GRADE, _NO_GRADE)
        else:
            yield from (score, round(100 * score / points, 2))
