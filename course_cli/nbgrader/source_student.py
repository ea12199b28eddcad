"""The notebook that students get: the source notebook with the course's stubs in the place of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.docstrings import in_spoken_language
from course_cli.course.stubs import make_stub
from course_cli.errors import EngineFault
from course_cli.language import ENGLISH
from course_cli.language import translated as _
from course_cli.nbgrader.source import build_notebook, solution_id

_nbformat: Any = nbformat  # typed in part


def student_notebook(catalog: Catalog, exercises: Sequence[Exercise], language: str = ENGLISH) -> bytes:
    """The file of a notebook of some exercises of one chapter; the same bytes for the same course and language.

    Raises:
        ValueError, UsageError, EngineFault: as `build_notebook`.
    """
    return encoded(with_stubs(catalog, exercises, language))


def with_stubs(catalog: Catalog, exercises: Sequence[Exercise], language: str = ENGLISH) -> NotebookNode:
    """The notebook itself, in English or in the language that is spoken. Raises as `build_notebook`."""
    said = in_spoken_language if language != ENGLISH else str
    stubs = {solution_id(exercise): said(_stub(exercise)) for exercise in exercises}
    notebook = build_notebook(catalog, exercises, language)
    for cell in notebook.cells:
        cell.source = stubs.get(cell.metadata.nbgrader.grade_id, cell.source)
    return notebook


def encoded(notebook: NotebookNode) -> bytes:
    """The file of a notebook."""
    return f"{_nbformat.writes(notebook)}\n".encode()


def _stub(exercise: Exercise) -> str:
    if exercise.solution_path is None:
        raise EngineFault(_("{} has no solution in this copy of the course").format(exercise.id))
    try:
        return make_stub(read_text(exercise.solution_path)).rstrip("\n")
    except ValueError as error:
        raise EngineFault(f"solutions/{exercise.file}: {error}") from error
