"""The grading process that nbgrader's process keeps over all the students that it grades."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from pathlib import Path

from course_cli.batch.process import GradingProcess
from course_cli.batch.work import Task
from course_cli.course.catalog import Catalog
from course_cli.errors import EngineFault, UsageError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.grading.weakness import refusal
from course_cli.language import translated as _


class KeptProcess:
    """At most one grading process, started when it is first needed and started anew for exercises it does not know."""

    def __init__(self) -> None:
        self._process: GradingProcess | None = None
        self._root: Path | None = None
        self._exercises: tuple[str, ...] = ()

    def grade(
        self, catalog: Catalog, submission: Submission, exercises: Sequence[str], *, allow_weak: bool = False
    ) -> Report:
        """Grade some exercises of one submission.

        Raises:
            UsageError: this machine cannot confine submissions fully, and `allow_weak` is not set.
            EngineFault: the fault is ours, twice; nothing is decided about the submission.
        """
        process = self._for(catalog, exercises)
        confined = process.confined()
        if confined.isolation == "weak" and not allow_weak:
            raise UsageError(
                _(
                    "{} Where you accept that, set c.CageExecute.allow_weak_isolation = True in nbgrader_config.py"
                ).format(refusal(confined))
            )
        outcome = process.grade(Task(submission, tuple(exercises)))
        if outcome.faults or outcome.report is None:
            raise EngineFault("; ".join(f"{id_}: {fault}" for id_, fault in outcome.faults.items()) or "no report")
        return outcome.report

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.__exit__(None, None, None)
            self._process = None

    def _for(self, catalog: Catalog, exercises: Sequence[str]) -> GradingProcess:
        known = self._exercises if self._root == catalog.root else ()
        if self._process is None or not set(exercises) <= set(known):
            self.close()
            self._root = catalog.root
            self._exercises = tuple(dict.fromkeys([*known, *exercises]))
            self._process = GradingProcess(catalog, self._exercises).__enter__()
        return self._process


KEPT = KeptProcess()
atexit.register(KEPT.close)
