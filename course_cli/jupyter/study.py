"""The notebook of a chapter for self-study: the lesson, the stubs, and below each a cell that has it checked."""

from __future__ import annotations

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UnknownExercise
from course_cli.language import spoken
from course_cli.language import translated as _
from course_cli.nbgrader.source import checks_id, setup_id
from course_cli.nbgrader.source_student import encoded, with_stubs

LOAD = "%load_ext course_cli.jupyter"


def study_notebook(catalog: Catalog, chapter: str) -> bytes:
    """The file; the same bytes for the same course and language. It is the students' of a class but for two cells.

    Raises:
        UsageError: this copy of the course has no solution or no grader of one of the exercises.
        EngineFault: the course itself is broken.
    """
    exercises = catalog.resolve([chapter])
    notebook = with_stubs(catalog, exercises, spoken())
    sources = {checks_id(exercise): f"%grade {_shortest(catalog, exercise)}" for exercise in exercises}
    for cell in notebook.cells:
        id_ = cell.metadata.nbgrader.grade_id
        if id_ == setup_id(chapter):
            cell.source = f"{_comment()}\n{LOAD}"
        elif id_ in sources:
            cell.source = sources[id_]
            del cell.metadata["tags"]
    return encoded(notebook)


def _comment() -> str:
    lines = [
        _("Run this cell first. Then write an answer, run its cell, and run the cell with %grade below it."),
        _("%hint NAME shows the next hint, %solution NAME the solution once you have passed."),
    ]
    return "\n".join(f"# {line}" for line in lines)


def _shortest(catalog: Catalog, exercise: Exercise) -> str:
    """The shortest name that stands for an exercise alone."""
    try:
        return exercise.name if catalog.resolve([exercise.name]) == (exercise,) else exercise.id
    except UnknownExercise:
        return exercise.id
