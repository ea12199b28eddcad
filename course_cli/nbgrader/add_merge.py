"""A fresh source notebook put into the one that a teacher has worked on: our cells renewed, theirs where they were."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode

from course_cli.course.catalog import Exercise
from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.nbgrader.source import checks_id, examples_id, lesson_id, solution_id, text_id

_FORMAT = 4
_nbformat: Any = nbformat  # typed in part


def read_notebook(data: bytes) -> NotebookNode:
    """A notebook file's content. Raises UsageError, with the reason alone, where it is no notebook of format 4."""
    try:
        value = json.loads(data.decode("utf-8"))
        if not isinstance(value, dict) or value.get("nbformat") != _FORMAT:
            raise UsageError(_("is not a notebook of format {}").format(_FORMAT))
        text = json.dumps(value, ensure_ascii=False)
        text.encode()  # half a surrogate pair, which JSON can hold, no file can
        problems: dict[str, Exception] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without an id: they get one
            notebook: NotebookNode = _nbformat.reads(text, _FORMAT, capture_validation_error=problems)
    except UsageError:
        raise
    except (ValueError, RecursionError) as error:
        raise UsageError(_("is not a notebook: {}").format(error)) from error
    except (nbformat.ValidationError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(_("is a broken notebook: open it in Jupyter and save it there")) from error
    if problems:
        raise UsageError(_("is a broken notebook: open it in Jupyter and save it there"))
    return notebook


def write_notebook(notebook: NotebookNode) -> bytes:
    """The file of a notebook, as Jupyter itself writes it."""
    text: str = _nbformat.writes(notebook, _FORMAT)
    return f"{text}\n".encode()


def exercises_in(notebook: NotebookNode, exercises: Iterable[Exercise]) -> list[Exercise]:
    """Those of `exercises` that have a cell in the notebook."""
    present = {_grade_id(cell) for cell in notebook.cells}
    kinds = (solution_id, text_id, examples_id, checks_id)
    return [exercise for exercise in exercises if any(kind(exercise) in present for kind in kinds)]


def is_ours(notebook: NotebookNode, chapter: str, exercises: Iterable[Exercise]) -> bool:
    """Whether any cell of the notebook was made by us."""
    lesson = any(_grade_id(cell) == lesson_id(chapter) for cell in notebook.cells)
    return lesson or bool(exercises_in(notebook, exercises))


def merge(existing: NotebookNode, fresh: NotebookNode) -> NotebookNode:
    """`existing` with each cell that `fresh` has too renewed in its place, and those that it lacks put in.

    A cell that is put in comes before the next one of `fresh` that was there, so a teacher's own cell stays below the
    cell that it was written below. What a cell shows and how (its metadata of other programs) stays.

    Raises:
        UsageError: two cells of `existing` have the grade_id of one of `fresh`.
    """
    ours = {cell.metadata.nbgrader.grade_id: cell for cell in fresh.cells}
    cells: list[NotebookNode] = []
    placed: set[str] = set()
    for cell in existing.cells:
        grade_id = _grade_id(cell)
        if grade_id not in ours:
            cells.append(cell)
            continue
        if grade_id in placed:
            raise UsageError(
                _("has two cells with the nbgrader id {}: remove the one that you do not need").format(grade_id)
            )
        placed.add(grade_id)
        cells.append(_renewed(cell, ours[grade_id]))
    waiting: list[NotebookNode] = []
    for grade_id, cell in ours.items():
        if grade_id not in placed:
            waiting.append(cell)
        elif waiting:
            place = next(number for number, present in enumerate(cells) if _grade_id(present) == grade_id)
            cells[place:place] = waiting
            waiting = []
    merged = NotebookNode(existing)  # type: ignore[no-untyped-call]
    merged.cells = _with_ids([*cells, *waiting], {cell.id for cell in fresh.cells})
    merged.metadata = {**fresh.metadata, **existing.metadata}
    merged.nbformat, merged.nbformat_minor = fresh.nbformat, max(existing.nbformat_minor, fresh.nbformat_minor)
    return merged


def _renewed(old: NotebookNode, new: NotebookNode) -> NotebookNode:
    renewed = NotebookNode(new)  # type: ignore[no-untyped-call]
    renewed.metadata = {**old.metadata, **new.metadata}
    return renewed


def _with_ids(cells: list[NotebookNode], ours: set[str]) -> list[NotebookNode]:
    """The cells, each with an id of its own: notebooks before format 4.5 had none."""
    seen = set(ours)
    for number, cell in enumerate(cells):
        grade_id = _grade_id(cell)
        if cell.get("id") in ours and grade_id:
            continue
        if not cell.get("id") or cell.id in seen:
            cell.id = hashlib.sha256(f"{number} {cell.source}".encode()).hexdigest()[:12]
        seen.add(cell.id)
    return cells


def _grade_id(cell: NotebookNode) -> str:
    marks = cell.metadata.get("nbgrader")
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id if isinstance(grade_id, str) else ""
