"""Mending a submitted notebook: every cell of the teacher's is there once, as the teacher made it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_cli.language import translated as _
from course_cli.nbgrader.sanitize_text import MOST_SHOWN, inert_markdown, safe_attachments, safe_outputs
from course_cli.report.plain import plain

Cell = dict[str, Any]  # a cell of nbformat 4.5, as JSON

OURS = "course_cli"  # the key of our own metadata of a cell
SCHEMA = 3  # of nbgrader's metadata
_INVISIBLE_RAW = "text/plain"  # nbconvert shows raw cells of this type on no page


@dataclass(frozen=True)
class TeacherCell:
    """A cell of the released notebook, as nbgrader's gradebook remembers it."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float = 0.0

    @property
    def by_hand(self) -> bool:
        """Whether a person gives its points."""
        return self.task or (self.grade and self.solution)

    def metadata(self) -> dict[str, Any]:
        """What nbgrader reads on the cell, whatever the submission says there."""
        nbgrader: dict[str, Any] = {
            "schema_version": SCHEMA,
            "grade_id": self.name,
            "grade": self.grade,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
            "cell_type": self.cell_type,
        }
        if self.grade or self.task:
            nbgrader["points"] = self.points
        if self.checksum:
            nbgrader["checksum"] = self.checksum
        return {"nbgrader": nbgrader, **({"deletable": False, "editable": False} if self.locked else {})}


def mend(cells: Sequence[Any], teachers: Sequence[TeacherCell]) -> list[Cell]:
    """The cells of a submission, each made safe to show and the teacher's put right, with notes about what was wrong.

    Of a cell that is there several times the last is taken, as nbgrader does; the others become the student's own. One
    that a score depends on and that is gone comes back after the one that the teacher had before it.
    """
    known = {cell.name: cell for cell in teachers}
    names = [_name(cell) for cell in cells]
    last = {name: position for position, name in enumerate(names) if name in known}
    keep_outputs = any(cell.task for cell in teachers)
    mended: list[Cell] = []
    for position, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if name is not None and last.get(name) == position:
            copies = names.count(name) - 1
            mended.append(_teachers(cell, known[name], copies))
        else:
            mended.append(_students(cell, keep_outputs))
    _put_back(mended, [cell for cell in teachers if cell.name not in last], [cell.name for cell in teachers])
    return mended


def grade_id(cell: Cell) -> str:
    """nbgrader's name of a mended cell, "" for the student's own."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _put_back(cells: list[Cell], missing: Sequence[TeacherCell], order: Sequence[str]) -> None:
    for teacher in missing:
        if not (teacher.grade or teacher.task):
            continue
        before = order[: order.index(teacher.name)]
        places = {grade_id(cell): position for position, cell in enumerate(cells)}
        previous = next((places[name] for name in reversed(before) if name in places), -1)
        note = _("it was missing from the submission, and was put back")
        cells.insert(previous + 1, _cell(teacher.cell_type, teacher.source, teacher.metadata(), [note]))


def _teachers(cell: Any, teacher: TeacherCell, copies: int) -> Cell:
    source = _source(cell)
    found = cell.get("metadata", {}).get("nbgrader", {})
    notes = []
    if copies:
        notes.append(_("it was there {} times").format(copies + 1))
    if cell.get("cell_type") != teacher.cell_type:
        if teacher.locked:
            notes.append(_("it had become another type of cell, and was changed back"))
        else:
            notes.append(
                _(
                    "it had become another type of cell, and was changed back; "
                    "what was in it then is not code, and was not graded"
                )
            )
    if teacher.locked and source != teacher.source:
        notes.append(_("its text had been changed, and was restored"))
    if teacher.grade and found.get("points") != teacher.points:
        notes.append(_("its points had been changed, and were restored"))
    if teacher.locked or source == teacher.source:
        return _cell(teacher.cell_type, teacher.source, teacher.metadata(), notes)
    if teacher.cell_type == "markdown":
        return _markdown(cell, teacher.metadata(), notes)
    outputs = safe_outputs(cell.get("outputs")) if teacher.by_hand else []
    return _cell("code", plain(source, MOST_SHOWN), teacher.metadata(), notes, outputs)


def _students(cell: Any, keep_outputs: bool) -> Cell:
    kind = cell.get("cell_type")
    if kind == "markdown":
        return _markdown(cell, {}, [])
    if kind == "code":
        outputs = safe_outputs(cell.get("outputs")) if keep_outputs else []
        return _cell("code", plain(_source(cell), MOST_SHOWN), {}, [], outputs)
    return _cell("raw", plain(_source(cell), MOST_SHOWN), {"raw_mimetype": _INVISIBLE_RAW}, [])


def _markdown(cell: Any, metadata: dict[str, Any], notes: list[str]) -> Cell:
    attachments = safe_attachments(cell.get("attachments"))
    made = _cell("markdown", inert_markdown(_source(cell), attachments), metadata, notes)
    if attachments:
        made["attachments"] = attachments
    return made


def _cell(kind: str, source: str, metadata: Cell, notes: list[str], outputs: Sequence[Cell] = ()) -> Cell:
    made: Cell = {"cell_type": kind, "id": uuid.uuid4().hex[:8], "source": source, "metadata": metadata}
    if notes:
        metadata[OURS] = {"notes": notes}
    if kind == "code":
        made |= {"execution_count": None, "outputs": list(outputs)}
    return made


def _name(cell: Any) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, Mapping) else None
    return name if isinstance(name, str) else None


def _source(cell: Any) -> str:
    source = cell.get("source")
    return source if isinstance(source, str) else ""
