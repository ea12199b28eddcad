"""Every student's report in one JSON document, written as they come: a class never lies in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from course_cli.batch.flags import Flag
from course_cli.grading.report import SCHEMA
from course_cli.report.gradebook.records import Record
from course_cli.report.json import as_data, written
from course_cli.report.plain import plain

_INDENT = 2


def render_submissions(records: Iterable[Record]) -> Iterator[str]:
    """`{"schema": 1, "submissions": {"<student>": {... as of one report, "notes": [...]}}}`, in pieces; ASCII only.

    Where a late policy applies to a record, its report has `"late": {"raw", "penalty", "final", "days_late", "note"}`
    too; the note is "" unless something about the times is to be known. Where a teacher should look at something, it
    has `"flags": [{"file", "line", "name", "why"}]`; line 0 is the file as a whole.
    """
    yield f'{{\n  "schema": {SCHEMA},\n  "submissions": {{'
    between = "\n"
    for record in records:
        yield f"{between}    {written(record.student)}: {_indented(_data(record), 2)}"
        between = ",\n"
    yield "\n  }\n}\n" if between != "\n" else "}\n}\n"


def _data(record: Record) -> dict[str, Any]:
    data = {**as_data(record.report), "notes": [plain(note) for note in record.notes]}
    if record.late is not None:
        late = record.late
        data["late"] = {
            "raw": late.raw,
            "penalty": late.penalty,
            "final": late.final,
            "days_late": late.days_late,
            "note": late.note,
        }
    if record.flags:
        data["flags"] = [_flag(flag) for flag in record.flags]
    return data


def _flag(flag: Flag) -> dict[str, Any]:
    return {"file": plain(flag.file), "line": flag.line, "name": plain(flag.name), "why": plain(flag.why)}


def _indented(data: dict[str, Any], levels: int) -> str:
    return written(data).replace("\n", "\n" + " " * _INDENT * levels)
