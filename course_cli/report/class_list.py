"""The results of a class as lines of text: one a student, with what a teacher should look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from course_cli.batch.gradebook import StudentRecord
from course_cli.grading.report import ExerciseStatus, Report
from course_cli.language import marked
from course_cli.language import translated as _
from course_cli.report.layout import fold, number, width
from course_cli.report.plain import one_line, person

NAME_WIDTH = 32
LONGEST_NOTE = 1000
TROUBLE: dict[ExerciseStatus, str] = {
    "import_error": marked("cannot be imported"),
    "timeout": marked("timed out"),
    "crashed": marked("crashed"),
    "missing": marked("missing"),
}


def render(records: Iterable[StudentRecord]) -> Iterator[str]:
    """A line for each student, and its notes below it."""
    for record in records:
        name = person(record.student)
        shown = fold(name, NAME_WIDTH)[0]
        score = f"{number(record.report.score)}/{number(record.report.max_score)}"
        yield f"{shown}{' ' * (NAME_WIDTH - width(shown))} {score:>11}  {_trouble(record.report)}".rstrip() + "\n"
        for exercise in record.report.exercises:
            if exercise.status == "import_error":
                yield f"    {exercise.id}: {one_line(exercise.message.partition(chr(10))[0])}\n"
        for note in record.notes:
            yield f"    {one_line(note, LONGEST_NOTE)}\n"


def _trouble(report: Report) -> str:
    counts = {what: sum(exercise.met(status) for exercise in report.exercises) for status, what in TROUBLE.items()}
    trouble = [f"{count} {_(what)}" for what, count in counts.items() if count]
    return ", ".join([*trouble, *([_("weak isolation")] if report.isolation == "weak" else [])])
