"""The notebook that a teacher keeps in `source/`: lesson, answers between nbgrader's markers, examples, graded cells.

It is made from the course alone, so making it again gives the same file. Of the checks it holds nothing but their
points: what is hidden stays in the graders, and the graded cells only mark where the score goes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat.v4
from nbformat import NotebookNode

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.docstrings import in_spoken_language
from course_cli.course.header import beyond
from course_cli.course.stubs import make_stub
from course_cli.errors import EngineFault, UsageError
from course_cli.language import ENGLISH
from course_cli.language import translated as _
from course_cli.nbgrader.source_examples import checks_code, examples_code
from course_cli.nbgrader.source_lesson import Lesson, for_notebook, split_lesson
from course_cli.nbgrader.source_setup import setup_code

_v4: Any = nbformat.v4  # nbformat is typed in part

SCHEMA_VERSION = 3  # of nbgrader's cell metadata
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}

_ID_LENGTH = 64  # the most that the notebook format allows
_TOLERANT = ["raises-exception"]  # "Run all" goes on below such a cell: an answer may not be written yet


def lesson_id(chapter: str) -> str:
    """The grade_id of the chapter's lesson."""
    return f"{chapter}-lesson"


def setup_id(chapter: str) -> str:
    """The grade_id of the cell that the others need: see `source_setup`."""
    return f"{chapter}-lesson-setup"


def solution_id(exercise: Exercise) -> str:
    """The grade_id of the cell that holds the answer."""
    return f"{exercise.chapter}-{exercise.name}"


def text_id(exercise: Exercise) -> str:
    """The grade_id of the exercise's part of the lesson."""
    return f"{solution_id(exercise)}-text"


def examples_id(exercise: Exercise) -> str:
    """The grade_id of the examples to run."""
    return f"{solution_id(exercise)}-examples"


def checks_id(exercise: Exercise) -> str:
    """The grade_id of the cell that gets the score."""
    return f"{solution_id(exercise)}-checks"


def build_notebook(catalog: Catalog, exercises: Sequence[Exercise], language: str = ENGLISH) -> NotebookNode:
    """The source notebook of some exercises of one chapter, in English or in the language that is spoken.

    Raises:
        ValueError: the exercises are of several chapters, or there are none.
        UsageError: this copy of the course has no solution or no grader of one of them.
        EngineFault: the course itself is broken.
    """
    chapters = {exercise.chapter for exercise in exercises}
    if len(chapters) != 1:
        raise ValueError(f"a notebook is of one chapter, not of {len(chapters)}")
    (chapter,) = chapters
    lesson = _lesson(catalog, chapter, language)
    cells = [*_chapter_cells(catalog, chapter, lesson, exercises, language)]
    for exercise in exercises:
        cells += _exercise_cells(catalog, exercise, lesson, language)
    notebook: NotebookNode = _v4.new_notebook(metadata=NOTEBOOK_METADATA, cells=cells, nbformat_minor=5)
    return notebook


def _lesson(catalog: Catalog, chapter: str, language: str) -> Lesson:
    folder = _folder(catalog, chapter)
    path = folder / "README.md"
    if language != ENGLISH and (folder / f"README.{language}.md").is_file():
        path = folder / f"README.{language}.md"
    if not path.is_file():
        return Lesson()
    names = {exercise.name for exercise in catalog.exercises if exercise.chapter == chapter}
    return split_lesson(read_text(path), names)


def _chapter_cells(
    catalog: Catalog, chapter: str, lesson: Lesson, exercises: Sequence[Exercise], language: str
) -> Iterator[NotebookNode]:
    yield _text(lesson_id(chapter), for_notebook(lesson.general, _folder(catalog, chapter)) or f"# {chapter}")
    yield _code(setup_id(chapter), setup_code(chapter, [exercise.name for exercise in exercises], _sayer(language)))


def _exercise_cells(
    catalog: Catalog, exercise: Exercise, lesson: Lesson, language: str
) -> Iterator[NotebookNode]:
    if exercise.solution_path is None or exercise.grader_path is None:
        missing = "solution" if exercise.solution_path is None else "grader"
        raise UsageError(
            _("{} has no {} in this copy of the course: it cannot be graded from here").format(exercise.id, missing)
        )
    solution = read_text(exercise.solution_path)
    try:
        stub = make_stub(solution)
    except ValueError as error:
        raise EngineFault(f"solutions/{exercise.file}: {error}") from error
    part = lesson.parts.get(exercise.name, f"### `{exercise.name}`")
    title = f"{part}\n\n*{_caption(exercise) if language == ENGLISH else _translated_caption(exercise)}*"
    yield _text(text_id(exercise), for_notebook(title, _folder(catalog, exercise.chapter)))
    said = solution if language == ENGLISH else in_spoken_language(solution)
    yield _code(solution_id(exercise), said.rstrip("\n"), solution=True)
    examples = examples_code(stub)
    if examples:
        yield _code(examples_id(exercise), examples, tags=_TOLERANT)
    checks = checks_code(stub, exercise.points, _sayer(language))
    yield _code(checks_id(exercise), checks, points=float(exercise.points), tags=_TOLERANT)


def _sayer(language: str) -> Callable[[str], str]:
    return str if language == ENGLISH else _


def _caption(exercise: Exercise) -> str:
    points = f"{exercise.points:g} {'point' if exercise.points == 1 else 'points'}"
    section = f" Section {exercise.section} of the text." if exercise.section else ""
    return f"{exercise.title}: {points}.{section}"


def _translated_caption(exercise: Exercise) -> str:
    """The caption in the language that is spoken."""
    title, points = _(exercise.title), f"{exercise.points:g}"
    if beyond(exercise.section):
        return _("{}: {} points. Beyond section {} of the text.").format(title, points, beyond(exercise.section))
    if exercise.section:
        return _("{}: {} points. Section {} of the text.").format(title, points, exercise.section)
    return _("{}: {} points.").format(title, points)


def _folder(catalog: Catalog, chapter: str) -> Path:
    return catalog.root / "exercises" / chapter


def _text(grade_id: str, source: str) -> NotebookNode:
    cell: NotebookNode = _v4.new_markdown_cell(source, id=_cell_id(grade_id), metadata={"nbgrader": _marks(grade_id)})
    return cell


def _code(
    grade_id: str,
    source: str,
    *,
    solution: bool = False,
    points: float | None = None,
    tags: Sequence[str] = (),
) -> NotebookNode:
    metadata: dict[str, Any] = {"nbgrader": _marks(grade_id, solution=solution, points=points)}
    if tags:
        metadata["tags"] = list(tags)
    cell: NotebookNode = _v4.new_code_cell(source, id=_cell_id(grade_id), metadata=metadata)
    return cell


def _marks(grade_id: str, *, solution: bool = False, points: float | None = None) -> dict[str, Any]:
    """What nbgrader reads of a cell; only the answers are open to a student."""
    marks: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    if points is not None:
        marks["points"] = points
    return marks


def _cell_id(grade_id: str) -> str:
    if len(grade_id) <= _ID_LENGTH:
        return grade_id
    return f"{grade_id[: _ID_LENGTH - 17]}-{hashlib.sha256(grade_id.encode()).hexdigest()[:16]}"
