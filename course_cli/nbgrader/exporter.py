"""`nbgrader export --exporter=course_cli.nbgrader.exporter.CheckResults`: every check of every student, as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, SubmittedAssignment  # type: ignore[import-untyped]
from nbgrader.coursedir import CourseDirectory  # type: ignore[import-untyped]
from nbgrader.plugins import ExportPlugin  # type: ignore[import-untyped]

from course_cli.nbgrader.sanitize import coursedir_of
from course_cli.nbgrader.sanitize_cells import OURS
from course_cli.report.gradebook.cells import Value, written

DEFAULT_DESTINATION = "checks.csv"
COLUMNS = (
    "assignment", "notebook", "student_id", "submitted", "exercise", "check", "title", "points", "score", "status",
    "message", "hint", "cell_score", "cell_points", "needs_review",
)  # fmt: skip
MISSING = "missing"  # nothing was handed in: no points
NOT_GRADED = "not graded"  # something was, and nbgrader has not graded it: no score


@dataclass(frozen=True)
class CheckCell:
    """One graded cell of an autograded notebook, with the report that was left in it."""

    notebook: str
    name: str
    exercise: str
    checks: tuple[Mapping[str, Any], ...]


@dataclass
class _Student:
    id: str
    submission: SubmittedAssignment | None
    cells: dict[tuple[str, str], CheckCell] = field(default_factory=dict)


class CheckResults(ExportPlugin):  # type: ignore[misc]
    """Writes a row for each student, exercise and check to `--to`, by default `checks.csv`.

    What a check came to is read from the notebooks in `autograded/`; `cell_score` is nbgrader's own, with what a person
    changed. The checks of whoever handed in nothing are those of the others.
    """

    def export(self, gradebook: Gradebook) -> None:
        destination = Path(self.to or DEFAULT_DESTINATION)
        coursedir = coursedir_of(self)
        self.log.info("Exporting the results of every check to %s", destination)
        with destination.open("w", encoding="utf-8", newline="") as file:
            file.writelines(written(self._rows(gradebook, coursedir)))

    def _rows(self, gradebook: Gradebook, coursedir: CourseDirectory) -> Iterator[Sequence[Value]]:
        yield COLUMNS
        wanted = {str(name) for name in self.assignment}
        for assignment in gradebook.assignments:
            if not wanted or assignment.name in wanted:
                yield from _assignment_rows(assignment, self._students(gradebook, coursedir, assignment))

    def _students(self, gradebook: Gradebook, coursedir: CourseDirectory, assignment: Assignment) -> list[_Student]:
        wanted = {str(name) for name in self.student}
        found = []
        for student in sorted(gradebook.students, key=lambda student: str(student.id)):
            if wanted and student.id not in wanted:
                continue
            try:
                submission = gradebook.find_submission(assignment.name, student.id)
            except MissingEntry:
                found.append(_Student(student.id, None))
                continue
            path = coursedir.format_path(coursedir.autograded_directory, student.id, assignment.name)
            cells = {
                (cell.notebook, cell.name): cell
                for notebook in assignment.notebooks
                for cell in check_cells(Path(path) / f"{notebook.name}.ipynb")
            }
            found.append(_Student(student.id, submission, cells))
        return found


def check_cells(path: Path) -> list[CheckCell]:
    """The cells of an autograded notebook that hold a report; none where there is no such notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        return []
    found = []
    for cell in cells:
        report = cell["metadata"].get(OURS, {}).get("report")
        for exercise in report["exercises"] if report else []:
            name = cell["metadata"]["nbgrader"]["grade_id"]
            found.append(CheckCell(path.stem, name, exercise["id"], tuple(exercise["checks"])))
    return found


def _assignment_rows(assignment: Assignment, students: Sequence[_Student]) -> Iterator[Sequence[Value]]:
    known = {key: cell for student in students for key, cell in student.cells.items()}
    places = [notebook.name for notebook in assignment.notebooks]
    for student in students:
        for key in sorted(known, key=lambda key: places.index(key[0])):
            yield from _cell_rows(assignment.name, student, student.cells.get(key), known[key])


def _cell_rows(assignment: str, student: _Student, cell: CheckCell | None, example: CheckCell) -> Iterator[list[Value]]:
    grade = _grade(student.submission, example)
    submitted = student.submission.timestamp if student.submission else None
    # nbgrader has set a score even where the notebook is missing from what was handed in; not before it was graded.
    handed_in = grade is not None and (cell is not None or grade.auto_score is None)
    for check in cell.checks if cell else example.checks:
        yield [
            assignment,
            example.notebook,
            student.id,
            submitted.isoformat(" ") if submitted else None,
            example.exercise,
            check["id"],
            check["title"],
            float(check["points"]),
            float(check["score"]) if cell else None if handed_in else 0.0,
            check["status"] if cell else NOT_GRADED if handed_in else MISSING,
            check["message"] if cell else "",
            check["hint"] if cell and check["status"] not in ("passed", "skipped") else "",
            float(grade.score) if grade is not None else 0.0,
            float(grade.max_score) if grade is not None else None,
            "yes" if grade is not None and grade.needs_manual_grade else "no",
        ]


def _grade(submission: SubmittedAssignment | None, cell: CheckCell) -> Any:
    for notebook in submission.notebooks if submission else []:
        if notebook.name == cell.notebook:
            return next((grade for grade in notebook.grades if grade.name == cell.name), None)
    return None
