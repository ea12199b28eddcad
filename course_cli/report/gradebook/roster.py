"""A class list as a school's system exports it: who a submission's folder belongs to over there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from course_cli.errors import UsageError
from course_cli.language import translated as _

_CANVAS_ASSIGNMENT = re.compile(r"(.*)\s\(\d+\)")
_MOODLE_KEYS = {"username": "Username", "email address": "Email address", "id number": "ID number"}


@dataclass(frozen=True)
class Roster:
    """The columns that say who someone is, and each person's values in them.

    `exact` and `loose` are the places in `people` by what a submission's folder may be called, the surest kind of name
    first; `loose` is in small letters. `assignments` are Canvas' headers of its assignments, by title in small letters.
    """

    columns: tuple[str, ...]
    people: tuple[tuple[str, ...], ...]
    exact: tuple[Mapping[str, int], ...]
    loose: tuple[Mapping[str, int], ...]
    assignments: Mapping[str, str] = field(default_factory=dict)

    def match(self, students: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Whom each student is, for those who are on the roster; no two are the same person."""
        found: dict[str, int] = {}
        taken: set[int] = set()
        waiting = list(students)
        tries = [(names, False) for names in self.exact] + [(names, True) for names in self.loose]
        for names, small in tries:
            for student in waiting:
                place = names.get(student.casefold() if small else student)
                if place is not None and place not in taken:
                    found[student] = place
                    taken.add(place)
            waiting = [student for student in waiting if student not in found]
        return {student: self.people[place] for student, place in found.items()}


def read_canvas(data: bytes) -> Roster:
    """A gradebook exported from Canvas. Raises UsageError."""
    header, *rows = _table(data)
    if "Section" not in header or not ({"Student", "LastName"} & set(header)) or "ID" not in header:
        raise UsageError(
            _("the roster is no gradebook exported from Canvas: columns Student, ID and Section are missing")
        )
    columns = header[: header.index("Section") + 1]
    people = [row[: len(columns)] for row in rows if not _is_no_person(row, columns)]
    assignments: dict[str, str] = {}
    for name in header[len(columns) :]:
        titled = _CANVAS_ASSIGNMENT.fullmatch(name)
        if titled:
            assignments.setdefault(titled[1].strip().casefold(), name)
    return _roster(columns, people, ["SIS Login ID", "SIS User ID", "ID"], assignments)


def read_moodle(data: bytes) -> Roster:
    """A grades or participants file exported from Moodle. Raises UsageError."""
    header, *rows = _table(data)
    names = [name.casefold() for name in header]
    places = {known: names.index(name) for name, known in _MOODLE_KEYS.items() if name in names}
    if not places:
        wanted = ", ".join(_MOODLE_KEYS.values())
        raise UsageError(_("the roster is no file exported from Moodle: it has none of the columns {}").format(wanted))
    people = [tuple(row[place] for place in places.values()) for row in rows]
    return _roster(tuple(places), people, list(_MOODLE_KEYS.values()), {})


def _table(data: bytes) -> list[tuple[str, ...]]:
    """The header and the rows, each filled up to the header's length."""
    try:
        text = data.decode("utf-8-sig")
        first = text.partition("\n")[0]
        separator = max(",;\t", key=first.count)
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(_("the roster is no CSV file in UTF-8: {}").format(error)) from error
    if not rows:
        raise UsageError(_("the roster is empty"))
    width = len(rows[0])
    return [tuple(value.strip() for value in (*row, *[""] * (width - len(row))))[:width] for row in rows]


def _is_no_person(row: Sequence[str], columns: Sequence[str]) -> bool:
    """Canvas' rows of points and of what is posted by hand."""
    return row[0].startswith("Points Possible") or not any(row[: len(columns)])


def _roster(
    columns: Sequence[str], people: Sequence[tuple[str, ...]], names: Sequence[str], assignments: Mapping[str, str]
) -> Roster:
    exact, loose = [], []
    for place in (columns.index(name) for name in names if name in columns):
        exact.append(_unique((person[place], row) for row, person in enumerate(people)))
        loose.append(_unique((form, row) for row, person in enumerate(people) for form in _forms(person[place])))
    return Roster(tuple(columns), tuple(people), tuple(exact), tuple(loose), assignments)


def _forms(value: str) -> set[str]:
    """A login in small letters, and what stands before its @."""
    return {value.casefold(), value.casefold().partition("@")[0]}


def _unique(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """What two people share names neither of them."""
    found: dict[str, int] = {}
    shared: set[str] = {""}
    for name, row in pairs:
        if found.setdefault(name, row) != row:
            shared.add(name)
    return {name: row for name, row in found.items() if name not in shared}
