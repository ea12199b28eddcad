"""CSV that a spreadsheet cannot be tricked with: RFC 4180, and no text of a student's becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from course_cli.report.plain import inert, plain

Value = str | float | None

# Spreadsheets skip spaces and quotes before the sign, know its full-width forms, and, where ";" separates their cells,
# open a comma-separated file with a new cell after every ";". A sign alone is none: Moodle's "-" is no grade.
_FORMULA = re.compile(r"(^|;)(?=[\s\"'`]*[=+\-@＝＋－＠].)")
_LONGEST = 500


def written(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Each row as CSV. Numbers stay numbers, text is guarded, None is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def points(value: float) -> str:
    """A number that no spreadsheet and no importer misreads: no exponent, no noise of binary fractions."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def guarded(text: str) -> str:
    """Text that stays text and on its line: what would start a formula follows an apostrophe, line breaks are spelt.

    It is `inert` too: a row may begin with it, in the log of a job.
    """
    return inert(_FORMULA.sub(r"\1'", plain(text, _LONGEST).replace("\n", "\\n").replace("\t", "\\t")))


def unmistakable(student: str) -> str:
    r"""A folder's name, what would not be seen in a cell or be trimmed from it spelt `\u200b`.

    A school's system goes by the name alone, and gives the points to whoever is called what is left of it.
    """
    if plain(student, _LONGEST) == student == student.strip():
        return student
    first, end = len(student) - len(student.lstrip()), len(student.rstrip())
    return "".join(
        character if first <= place < end and plain(character) == character else f"\\u{ord(character):04x}"
        for place, character in enumerate(student)
    )


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else points(value)
