"""A grading process that is replaced when it fails, so that one fault of ours costs as few results as it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType

from course_cli.batch.work import Outcome, Task
from course_cli.course.catalog import Catalog
from course_cli.errors import EngineFault, GraderError, NucleusDied
from course_cli.grading.client import Engine
from course_cli.grading.report import Confined, Report
from course_cli.language import translated as _


class GradingProcess:
    """Grades one task at a time. `kill` may be called from another thread; everything after that is a fault."""

    def __init__(
        self, catalog: Catalog, exercises: Sequence[str], device: str = "auto", secret: bytes | None = None,
        core: int | None = None, language: str | None = None,
    ) -> None:  # fmt: skip
        self._catalog = catalog
        self._exercises = exercises
        self._device = device
        self._secret = secret
        self._core = core
        self._language = language
        self._killed = False
        self._engine: Engine | None = None

    def __enter__(self) -> GradingProcess:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def start_beside(self, first: GradingProcess) -> None:
        """Start it as `fork` of an engine says, off one that runs."""
        self._use(first._running().fork(self._core).__enter__())

    def confined(self) -> Confined:
        """Raises EngineFault where no grading process can be started, or two in turn fail."""
        try:
            return self._running().confined()
        except EngineFault:
            self._end()
            return self._running().confined()

    def kill(self) -> None:
        """Stop grading at once, for good."""
        self._killed = True
        engine = self._engine  # which that thread may be giving up
        if engine is not None:
            engine.kill()

    def grade(self, task: Task) -> Outcome:
        """Grade all of a task, and after a fault each of its exercises by itself. Raises nothing for a fault."""
        try:
            return Outcome(task, self._running().grade(task.submission, task.exercises))
        except GraderError:
            pass
        except EngineFault:
            # Whatever ended it (the kernel for want of memory, a person) need not happen again.
            self._end()
        return self._grade_one_by_one(task)

    def _grade_one_by_one(self, task: Task) -> Outcome:
        report: Report | None = None
        faults: dict[str, str] = {}
        for id_ in task.exercises:
            try:
                graded = self._running().grade(task.submission, [id_])
            except EngineFault as fault:
                faults[id_] = str(fault)
                if not isinstance(fault, GraderError):
                    self._end()
            else:
                report = replace(graded, exercises=(report.exercises if report else ()) + graded.exercises)
        return Outcome(task, report, faults)

    def _running(self) -> Engine:
        return self._engine or self._start()

    def _start(self) -> Engine:
        if self._killed:
            raise NucleusDied(_("the grading process was stopped"))
        engine = Engine(
            self._catalog, self._exercises, device=self._device, secret=self._secret, core=self._core,
            language=self._language,
        )  # fmt: skip
        return self._use(engine.__enter__())

    def _use(self, engine: Engine) -> Engine:
        self._engine = engine
        if self._killed:
            engine.kill()
        return engine

    def _end(self) -> None:
        if self._engine is not None:
            self._engine.kill()
            self._engine.__exit__(None, None, None)
            self._engine = None
