"""The code cells of a notebook file: JSON that a student made, read and not believed."""

from __future__ import annotations

import json
from dataclasses import dataclass

import msgspec

from course_cli.language import marked
from course_cli.language import translated as _
from course_cli.workspace.folder import shown

MAX_NOTEBOOK_BYTES = 20 << 20
MAX_CODE_CHARACTERS = 1 << 18  # the parser needs up to a thousand bytes for each
MAX_CELLS = 5_000

_SAVE_AGAIN = marked("open it in Jupyter and save it again")
BOM = b"\xef\xbb\xbf"


class BrokenNotebook(ValueError):
    """A file that is no notebook we can read; the message says what is wrong with it and what to do."""


@dataclass(frozen=True)
class CodeCell:
    """A cell that is not empty. `tag` is nbgrader's `grade_id`, `id` the notebook format's; "" where it has none."""

    number: int
    source: str
    tag: str = ""
    id: str = ""


class _Cell(msgspec.Struct, gc=False):
    cell_type: str
    source: str | list[str] = ""
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    id: msgspec.Raw = msgspec.Raw(b'""')


class _Notebook(msgspec.Struct):
    cells: list[_Cell] | None = None
    nbformat: int = 4
    worksheets: msgspec.Raw = msgspec.Raw()


class _Tag(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _Tag = msgspec.field(default_factory=_Tag)


def read_cells(data: bytes) -> list[CodeCell]:
    """The code cells, numbered from 1. Raises BrokenNotebook."""
    if len(data) > MAX_NOTEBOOK_BYTES:
        raise BrokenNotebook(
            _("is larger than {} MB: clear its outputs and save it again").format(MAX_NOTEBOOK_BYTES >> 20)
        )
    data = data.removeprefix(BOM)
    if not data.strip():
        raise BrokenNotebook(_("is empty: {}").format(_(_SAVE_AGAIN)))
    notebook = _decode(data)
    if notebook.nbformat < 4 or (notebook.cells is None and bytes(notebook.worksheets)):
        raise BrokenNotebook(_("has the format of an old version of Jupyter: {}").format(_(_SAVE_AGAIN)))
    if notebook.cells is None:
        raise BrokenNotebook(_("has no cells, so it is not a notebook: {}").format(_(_SAVE_AGAIN)))
    cells: list[CodeCell] = []
    for cell in notebook.cells:
        source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        if cell.cell_type == "code" and source.strip():
            source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
            cells.append(CodeCell(len(cells) + 1, source, _tag(cell.metadata), _id(cell.id)))
    if len(cells) > MAX_CELLS:
        raise BrokenNotebook(_("has more than {} cells of code: take out what is not an answer").format(MAX_CELLS))
    if sum(len(cell.source) for cell in cells) > MAX_CODE_CHARACTERS:
        raise BrokenNotebook(
            _("has more than {} KB of code: take out what is not an answer").format(MAX_CODE_CHARACTERS >> 10)
        )
    return cells


def _decode(data: bytes) -> _Notebook:
    try:
        try:
            return msgspec.json.decode(data, type=_Notebook)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            if b"NaN" not in data and b"Infinity" not in data:
                raise
            # Python's own json writes these into outputs; no other reader takes them. They become null here.
            return msgspec.json.decode(msgspec.json.encode(json.loads(data)), type=_Notebook)
    except msgspec.ValidationError as error:
        raise BrokenNotebook(_("is not a valid notebook ({}): {}").format(error, _(_SAVE_AGAIN))) from error
    except RecursionError as error:
        raise BrokenNotebook(_("is not a notebook (nested too deeply): {}").format(_(_SAVE_AGAIN))) from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise BrokenNotebook(_("is not a notebook ({}): {}").format(shown(str(error)), _(_SAVE_AGAIN))) from error


def _tag(metadata: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(metadata, type=_Metadata).nbgrader.grade_id
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""  # whatever else lies there, it is not nbgrader's


def _id(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=str)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""
