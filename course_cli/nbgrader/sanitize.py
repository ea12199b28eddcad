"""What stands before nbgrader's own steps, so that a damaged notebook is its student's alone and no batch's end.

nbgrader gives up the whole batch over metadata of another schema, which a cell that was copied twice is enough for, and
the student's grade over a file that is no notebook.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.coursedir import CourseDirectory  # type: ignore[import-untyped]
from nbgrader.preprocessors import NbGraderPreprocessor  # type: ignore[import-untyped]

from course_cli.errors import WorkspaceError
from course_cli.language import translated as _
from course_cli.nbgrader.sanitize_cells import TeacherCell, mend
from course_cli.workspace.folder import Unreadable, open_folder, shown
from course_cli.workspace.notebook import MAX_NOTEBOOK_BYTES

MOST_LEVELS = 42  # of JSON in JSON; a cell's output has about seven
MOST_VALUES = 200_000  # objects, lists and names in a file; nbformat makes half a kilobyte of an empty one
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class SubmittedNotebook(NotebookExporter):
    """Reads a notebook whatever it holds: what nbformat cannot read is an empty one that says so.

    For `Autograde.exporter_class`.
    """

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        path = Path(filename)
        resources = {} if resources is None else resources
        # Where a notebook of the teacher's own is run, it is run in the folder that it lies in.
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        try:
            with open_folder(path.parent) as folder:
                notebook = _parsed(folder.read(path.name, MAX_NOTEBOOK_BYTES))
        except (Unreadable, WorkspaceError, FileNotFoundError) as error:
            notebook = _empty(f"{path.name} {error}")
        self.log.debug("Read %s: %d cells", filename, len(notebook.cells))
        converted: tuple[NotebookNode, dict[str, Any]]
        converted = self.from_notebook_node(notebook, resources=resources, **kw)  # type: ignore[no-untyped-call]
        return converted


class Sanitize(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the teacher's cells right and makes the student's safe to show; for `Autograde.sanitize_preprocessors`.

    It takes the place of ClearOutput and DeduplicateIds. Raises nbgrader's MissingEntry for a notebook that was never
    released.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            teachers = teacher_cells(gradebook, names["assignment"], names["notebook"])
        self._take_back_links(names["assignment"], names["student"])
        return _notebook(mend(nb.cells, teachers)), resources

    def _take_back_links(self, assignment: str, student: str) -> None:
        """Remove what nbgrader has copied through links before we were asked: it goes on to the feedback's folder."""
        coursedir = coursedir_of(self)
        submitted, autograded = (
            Path(coursedir.format_path(step, student, assignment))
            for step in (coursedir.submitted_directory, coursedir.autograded_directory)
        )
        for folder, _folders, names in os.walk(submitted):
            for path in (Path(folder) / name for name in names):
                if path.is_symlink():
                    self.log.warning(_("Left out, a link: %s"), shown(str(path), 200))
                    (autograded / path.relative_to(submitted)).unlink(missing_ok=True)


def coursedir_of(part: Any) -> CourseDirectory:
    """The folders that the command which `part` belongs to works on."""
    above = part
    while above is not None:
        if isinstance(coursedir := getattr(above, "coursedir", None), CourseDirectory):
            return coursedir
        above = above.parent
    return CourseDirectory(parent=part)


def teacher_cells(gradebook: Gradebook, assignment: str, notebook: str) -> list[TeacherCell]:
    """The cells of the released notebook, in its order. Raises nbgrader's MissingEntry."""
    released = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: float(cell.max_score) for cell in [*released.grade_cells, *released.task_cells]}
    graded = {cell.name for cell in released.grade_cells}
    tasks = {cell.name for cell in released.task_cells}
    answers = {cell.name for cell in released.solution_cells}
    return [
        TeacherCell(
            name=cell.name,
            cell_type=cell.cell_type,
            source=cell.source or "",
            checksum=cell.checksum or "",
            locked=bool(cell.locked),
            grade=cell.name in graded,
            solution=cell.name in answers,
            task=cell.name in tasks,
            points=points.get(cell.name, 0.0),
        )
        for cell in released.source_cells
    ]


def _parsed(data: bytes) -> NotebookNode:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about cells' ids, of which ours are new
            text = data.decode("utf-8-sig")
            if _is_too_much(json.loads(text)):
                return _empty(_("this file has more in it than a notebook: clear its outputs and save it again"))
            notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        cells = [cell for cell in notebook.cells if isinstance(cell, dict)]
    except Exception as error:  # noqa: BLE001 - whatever a file can do to nbformat is the file's doing
        return _empty(_("this file is not a notebook that can be read ({})").format(type(error).__name__))
    return _notebook(cells)


def _is_too_much(value: object) -> bool:
    level, room = [value], MOST_VALUES
    for _level in range(MOST_LEVELS):
        room -= len(level) + sum(len(item) for item in level if isinstance(item, dict))
        if room < 0:
            return True
        level = [child for item in level for child in _children(item) if isinstance(child, (dict, list))]
        if not level:
            return False
    return True


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _empty(reason: str) -> NotebookNode:
    return _notebook([{"cell_type": "raw", "id": "unreadable", "source": reason, "metadata": {}}])


def _notebook(cells: list[Any]) -> NotebookNode:
    """A notebook of these cells and of no metadata but the kernel's name: pages are made from it."""
    language = {"name": "python", "pygments_lexer": "ipython3", "file_extension": ".py"}
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": _KERNEL, "language_info": language},
        "cells": cells,
    }
    notebook: NotebookNode = nbformat.from_dict(document)  # type: ignore[no-untyped-call]
    return notebook
