"""Taking the answers out of a source notebook: in nbgrader's way, but so that exactly the course's stubs are left.

nbgrader puts `raise NotImplementedError()` in the place of every answer. In the place of an import or of a helper, at
the module's level, that would end a learner's cell before it has defined anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.preprocessors import ClearSolutions  # type: ignore[import-untyped]

from course_cli.course.catalog import Catalog
from course_cli.course.stubs import BEGIN, make_stub
from course_cli.language import translated as _
from course_cli.nbgrader.source import solution_id


class AnswerInRelease(Exception):
    """A file beside the notebook would carry an answer to the students."""


class ClearAnswers(ClearSolutions):  # type: ignore[misc]
    """nbgrader's ClearSolutions, with the course's own stub for the course's own cells."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clear all cells. Raises AnswerInRelease, with which nbgrader withdraws what it had copied."""
        folder = resources.get("metadata", {}).get("path")
        if folder:
            _refuse_answers(Path(folder))
        self._ours = frozenset(solution_id(exercise) for exercise in Catalog.load().exercises)
        cleared: tuple[Any, Any] = super().preprocess(nb, resources)
        return cleared

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Clear one cell."""
        stub = self._stub(cell)
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if stub is not None:
            cell.source = stub
        return cell, resources

    def _stub(self, cell: Any) -> str | None:
        if cell.cell_type != "code" or cell.metadata.get("nbgrader", {}).get("grade_id") not in self._ours:
            return None
        try:
            return make_stub(f"{cell.source}\n").rstrip("\n")
        except ValueError:
            return None  # a teacher has changed the cell: nbgrader's own rules, and its own complaints, hold for it


def _refuse_answers(folder: Path) -> None:
    """nbgrader releases every file that lies beside a notebook as it is."""
    for path in sorted(folder.rglob("*.py")):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if any(line.strip() == BEGIN for line in text.splitlines()):
            raise AnswerInRelease(
                _("{} holds an answer and would be released as it is: move it out of {}").format(path, folder)
            )
