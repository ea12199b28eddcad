"""nbgrader's autograde, with the course's own grading in place of a kernel that runs the student's notebook."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from click import unstyle
from nbformat import NotebookNode
from nbgrader.api import Gradebook  # type: ignore[import-untyped]
from nbgrader.preprocessors import (  # type: ignore[import-untyped]
    ClearHiddenTests,
    Execute,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import is_grade, is_solution  # type: ignore[import-untyped]
from traitlets import Bool, List, Unicode
from traitlets.utils.importstring import import_item

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import EngineFault
from course_cli.grading.report import ExerciseResult, Report
from course_cli.language import marked
from course_cli.language import translated as _
from course_cli.nbgrader.preprocessor_process import KEPT
from course_cli.nbgrader.preprocessor_submission import read_assignment
from course_cli.nbgrader.sanitize import coursedir_of, teacher_cells
from course_cli.nbgrader.sanitize_cells import OURS, TeacherCell, grade_id
from course_cli.nbgrader.sanitize_text import printed, safe_outputs
from course_cli.nbgrader.source import checks_id, solution_id
from course_cli.nbgrader.source_setup import TRY_EXAMPLES
from course_cli.report.json import as_data
from course_cli.report.layout import number
from course_cli.report.plain import one_line, plain
from course_cli.report.terminal import Style, render

MOST_SHOWN = 20_000
_COLUMNS = 100
_NOT_RUN = marked(
    "This cell was not run: the course grades notebooks without running them here, and knows no checks of this name. "
    "A person gives its points."
)


class CageExecute(NbGraderPreprocessor):  # type: ignore[misc]
    """Scores the `<chapter>-<exercise>-checks` cells, in the place of Execute in `Autograde.autograde_preprocessors`.

    What a student wrote is read from `submitted/` and runs in the cage alone, neither here nor in a kernel. Each such
    cell's only result is its score; what is said about it is printed text above, and the report is in its metadata.

    A notebook that was released without any such cell is the teacher's own, and graded by what stood here before.

    Raises:
        EngineFault, UsageError: nothing could be decided about the submission; nbgrader reports that student as failed,
            writes no score, and grades the submission when it is run again.
    """

    course_root = Unicode("", help="The folder of the course; by default the one that course_cli came with.").tag(
        config=True
    )
    allow_weak_isolation = Bool(False, help="Grade even where students' code cannot be confined fully.").tag(
        config=True
    )

    replaced = List([Execute], help="The steps that grade the notebooks in which the course has no exercise.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        catalog = load_catalog(self.course_root)
        exercises = {checks_id(exercise): exercise for exercise in catalog.exercises}
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            # Never by what was handed in: a student could so choose to be run by a kernel.
            released = teacher_cells(gradebook, names["assignment"], names["notebook"])
        if not any(cell.name in exercises or _is_checks(cell) for cell in released):
            return self._as_before(nb, resources)
        self._hide_tests(nb, resources, released)
        asked = [exercises[id_] for cell in nb.cells if (id_ := grade_id(cell)) in exercises and is_grade(cell)]
        report = self._report(catalog, asked, resources["nbgrader"]) if asked else None
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs = nodes(safe_outputs(cell.outputs))
            if not is_grade(cell) or is_solution(cell):
                continue
            exercise = exercises.get(grade_id(cell))
            if exercise is not None and report is not None:
                score_cell(cell, report, exercise, notes_on(nb, exercise))
            else:
                leave_to_a_person(cell)
        return nb, resources

    def _as_before(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        for named in self.replaced:
            step = import_item(named) if isinstance(named, str) else named
            nb, resources = (step(parent=self.parent) if isinstance(step, type) else step)(nb, resources)
        return nb, resources

    def _hide_tests(self, nb: NotebookNode, resources: dict[str, Any], released: list[TeacherCell]) -> None:
        """Take the hidden tests out of the teacher's cells: nbgrader's pages show the notebook to the student."""
        sources = {cell.name: cell.source for cell in released}
        clear = ClearHiddenTests(parent=self, enforce_metadata=False)
        for index, cell in enumerate(nb.cells):
            if (name := grade_id(cell)) and cell.source == sources.get(name):
                try:
                    clear.preprocess_cell(cell, resources, index)
                except RuntimeError as error:  # one without its end, which the released notebook then shows as well
                    self.log.warning("%s: %s", name, error)

    def _report(self, catalog: Catalog, exercises: list[Exercise], names: dict[str, str]) -> Report:
        for exercise in exercises:
            if exercise.grader_path is None:
                raise EngineFault(
                    _("this copy of the course has no checks for {}: it cannot grade it").format(exercise.id)
                )
        coursedir = coursedir_of(self)
        folder = Path(coursedir.format_path(coursedir.submitted_directory, names["student"], names["assignment"]))
        chapters = list(dict.fromkeys(exercise.chapter for exercise in exercises))
        submission = read_assignment(folder, names["student"], names["notebook"], chapters, catalog)
        for note in submission.notes:
            self.log.warning("%s: %s", one_line(names["student"]), one_line(note, 400))
        ids = [exercise.id for exercise in exercises]
        return KEPT.grade(catalog, submission, ids, allow_weak=self.allow_weak_isolation)


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """SaveAutoGrades, except that the points of a cell which was not run are left to a person."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.metadata.get(OURS, {}).get("by_hand"):
            grade = self.gradebook.find_grade(grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
            grade.auto_score = None
            grade.needs_manual_grade = True
            self.gradebook.db.commit()
        return cell, resources


def _is_checks(cell: TeacherCell) -> bool:
    """Whether a released cell is a checks cell, also of an exercise that this copy of the course does not have."""
    return cell.grade and cell.name.endswith("-checks") and f"\n{TRY_EXAMPLES}(" in cell.source


def notes_on(nb: NotebookNode, exercise: Exercise) -> list[str]:
    """What was wrong with the cells that an exercise's score depends on, and was put right."""
    about = {solution_id(exercise): _("The answer's cell: {}."), checks_id(exercise): _("This cell: {}.")}
    cells = [(about[id_], cell) for cell in nb.cells if (id_ := grade_id(cell)) in about]
    return [about_it.format(note) for about_it, cell in cells for note in cell.metadata.get(OURS, {}).get("notes", [])]


def score_cell(cell: NotebookNode, report: Report, exercise: Exercise, notes: list[str]) -> None:
    """Put the score of one exercise, and what is said about it, where nbgrader and its pages look for them."""
    result = next(result for result in report.exercises if result.id == exercise.id)
    points = float(cell.metadata.nbgrader.points)
    score = scaled(result, points)
    if points != result.max_score:
        notes = [
            *notes,
            _("This cell: it is worth {} points, of which it gets {}.").format(number(points), number(score)),
        ]
    single = replace(report, exercises=(result,))
    text = "\n".join([*notes, unstyle(render(single, Style(_COLUMNS)))])
    cell.outputs = nodes([printed(plain(text, MOST_SHOWN) + "\n"), _result(score)])
    cell.metadata[OURS] = nbformat.from_dict({"report": as_data(single)})  # type: ignore[no-untyped-call]


def scaled(result: ExerciseResult, points: float) -> float:
    """The score of an exercise whose cell is worth `points`: the very score unless a teacher gave it other points."""
    if points == result.max_score or not result.max_score:
        return float(min(result.score, points))
    return float(min(result.score / result.max_score, 1.0) * points)


def leave_to_a_person(cell: NotebookNode) -> None:
    """Say that a graded cell which is not the course's was not run, so that no one takes it for graded."""
    # nbgrader itself takes a cell without a result for passed.
    cell.outputs = nodes([printed(_(_NOT_RUN) + "\n"), _result(0.0)])
    cell.metadata[OURS] = nbformat.from_dict({"by_hand": True})  # type: ignore[no-untyped-call]


def _result(score: float) -> dict[str, Any]:
    data = {"text/plain": repr(float(score))}
    return {"output_type": "execute_result", "metadata": {}, "data": data, "execution_count": None}


def nodes(outputs: list[dict[str, Any]]) -> list[NotebookNode]:
    """Outputs as nbformat has them in memory."""
    return [nbformat.from_dict(output) for output in outputs]  # type: ignore[no-untyped-call]


@lru_cache(maxsize=4)
def load_catalog(root: str) -> Catalog:
    """The course in `root`, by default the one that this package came with. Raises EngineFault."""
    return Catalog.load(Path(root).expanduser() if root else None)
