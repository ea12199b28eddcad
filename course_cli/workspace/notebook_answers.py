"""The cells of a learner's notebooks that answer exercises, and putting the stubs back into them.

Those that the course made for answers are known by nbgrader's id. Where an exercise has none, as in a notebook made by
hand, they are the cells that define what it asks for. All else in a notebook is the learner's, and stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_cli.course.catalog import Exercise
from course_cli.course.release import shown_stub
from course_cli.workspace.files import MAX_NOTEBOOKS, is_stub, notebooks_among
from course_cli.workspace.folder import Folder, Unreadable, open_child, open_folder
from course_cli.workspace.notebook import MAX_NOTEBOOK_BYTES, BrokenNotebook, grade_id, holds_stub, stub_of
from course_cli.workspace.notebook_cells import BOM, read_cells
from course_cli.workspace.notebook_definitions import defines, with_stub_for


@dataclass(frozen=True)
class AnswerCells:
    """A notebook, `<chapter>/<name>.ipynb`, and which exercises have cells in it.

    `written` are those of whose cells one holds something other than the stub.
    """

    path: str
    data: bytes
    exercises: tuple[Exercise, ...]
    written: tuple[Exercise, ...]


def answer_cells(exercises: Sequence[Exercise], workspace: Path) -> list[AnswerCells]:
    """The notebooks with cells for exercises of one chapter, in the order in which they count.

    What cannot be read is left out. Raises WorkspaceError for no such folder.
    """
    chapter = exercises[0].chapter
    found: list[AnswerCells] = []
    with open_folder(workspace) as folder:
        try:
            with open_child(folder, chapter) as child:
                for name in notebooks_among(child.names(), chapter)[:MAX_NOTEBOOKS]:
                    found += _in_notebook(child, f"{chapter}/{name}", exercises)
        except (FileNotFoundError, Unreadable):
            pass
    return found


def with_stubs(cells: AnswerCells) -> bytes:
    """The notebook with the stubs in these cells; what the cells that change had put out is taken away."""
    document = _document(cells.data)
    for exercise, cell in list(_cells(document, cells.exercises)):
        if not _is_stub(cell, exercise):
            source = _renewed(cell, exercise)
            cell["source"] = source.splitlines(keepends=True) if isinstance(cell.get("source"), list) else source
            cell.update(outputs=[], execution_count=None)
    return _encoded(document)


def _in_notebook(folder: Folder, path: str, exercises: Sequence[Exercise]) -> Iterator[AnswerCells]:
    """What is known of a notebook; nothing where it cannot be read, or has no cell for any of the exercises."""
    try:
        data = folder.read(path.rpartition("/")[2], MAX_NOTEBOOK_BYTES)
        cells = list(_cells(_document(data), exercises))
        written = dict.fromkeys(one for one, cell in cells if not _is_stub(cell, one))
    except (FileNotFoundError, Unreadable, BrokenNotebook):
        return
    there = dict.fromkeys(exercise for exercise, _ in cells)
    if there:
        yield AnswerCells(path, data, tuple(there), tuple(written))


def _document(data: bytes) -> dict[str, Any]:
    read_cells(data)  # tells apart what is no notebook
    document: dict[str, Any] = json.loads(data.removeprefix(BOM))
    return document


def _cells(document: Mapping[str, Any], exercises: Sequence[Exercise]) -> Iterator[tuple[Exercise, dict[str, Any]]]:
    by_id = {grade_id(exercise): exercise for exercise in exercises}
    code = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    marked = [(by_id[_tag(cell)], cell) for cell in code if _tag(cell) in by_id]
    yield from marked
    for exercise in exercises:
        if exercise not in [one for one, _ in marked]:
            answers = frozenset(stub_of(exercise).answers)
            yield from ((exercise, cell) for cell in code if defines(_source(cell), answers))


def _is_stub(cell: Mapping[str, Any], exercise: Exercise) -> bool:
    if _tag(cell) == grade_id(exercise):
        return is_stub(exercise, _source(cell).encode())
    return holds_stub(_source(cell), exercise)


def _renewed(cell: Mapping[str, Any], exercise: Exercise) -> str:
    """The cell's text with the stub in it."""
    stub = shown_stub(exercise).decode().rstrip("\n")
    if _tag(cell) == grade_id(exercise):
        return stub
    return with_stub_for(_source(cell), stub, frozenset(stub_of(exercise).answers))


def _tag(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    tag = marks.get("grade_id") if isinstance(marks, dict) else None
    return tag if isinstance(tag, str) else ""


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoded(document: Mapping[str, Any]) -> bytes:
    """As Jupyter writes it."""
    return f"{json.dumps(document, indent=1, ensure_ascii=False)}\n".encode()
