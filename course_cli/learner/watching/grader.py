"""One grade after another in a thread, by an engine that stays warm, and is started again should it end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from types import TracebackType

from course_cli.course.catalog import Catalog
from course_cli.errors import CourseError, EngineFault, GraderError, NucleusDied
from course_cli.grading.client import Engine
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.learner.watching.events import Broken, Doing, Graded, Post, Restarted

LEAVING_SECONDS = 5.0


class Grader:
    """Grades what it is given and posts Graded, one at a time. Leaving the context ends a grade that is going on.

    The engine knows the exercises of one chapter; for those of another, and for a capstone, it is started anew.
    `device` is where torch exercises run, as Engine has it; `pictures` is whether results have them.
    """

    def __init__(self, catalog: Catalog, post: Post, *, device: str = "auto", pictures: bool = False) -> None:
        self._catalog = catalog
        self._post = post
        self._device = device
        self._pictures = pictures
        self._requests: queue.SimpleQueue[tuple[Submission, tuple[str, ...]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="grader", daemon=True)
        self._engine: Engine | None = None
        self._known: frozenset[str] = frozenset()
        self._guard = threading.Lock()
        self._leaving = False

    def __enter__(self) -> Grader:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._guard:
            self._leaving = True
            if self._engine is not None:
                self._engine.kill()
        self._requests.put(None)
        self._thread.join(LEAVING_SECONDS)

    def grade(self, submission: Submission, ids: Sequence[str]) -> None:
        """Have these exercises graded; Graded will tell."""
        self._requests.put((submission, tuple(ids)))

    def _run(self) -> None:
        try:
            while (request := self._requests.get()) is not None:
                self._answer(*request)
        except Exception as error:  # noqa: BLE001 - told to the session, which ends with it
            self._post(Broken(error))
        finally:
            self._drop()

    def _answer(self, submission: Submission, ids: tuple[str, ...]) -> None:
        try:
            try:
                report = self._graded(submission, ids)
            except GraderError:
                raise
            except EngineFault as fault:
                if self._leaving:
                    return
                self._drop()
                self._post(Restarted(_reason(fault)))
                report = self._graded(submission, ids)
        except CourseError as error:
            if isinstance(error, EngineFault) and not isinstance(error, GraderError):
                self._drop()
            if not self._leaving:
                self._post(Graded(submission, None, error))
        else:
            self._post(Graded(submission, report))

    def _graded(self, submission: Submission, ids: tuple[str, ...]) -> Report:
        if self._engine is None or not self._known.issuperset(ids):
            self._drop()
            self._start(ids)
        assert self._engine is not None
        return self._engine.grade(submission, ids, pictures=self._pictures)

    def _start(self, ids: tuple[str, ...]) -> None:
        chapters = {self._catalog.get(id_).chapter for id_ in ids}
        siblings = [one for one in self._catalog.exercises if one.chapter in chapters and one.grader_path]
        # A capstone's grader may load a library of data: a second more for those who never come to it.
        known = [one.id for one in siblings if one.id in ids or not one.is_capstone]
        with self._guard:
            if self._leaving:
                raise EngineFault("leaving")
            engine = Engine(
                self._catalog, known, device=self._device, progress=lambda text: self._post(Doing(text))
            )  # fmt: skip
            self._engine = engine.__enter__()
        self._known = frozenset(known)

    def _drop(self) -> None:
        with self._guard:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.kill()
            engine.__exit__(None, None, None)


def _reason(fault: EngineFault) -> str:
    return _("the grading process ended") if isinstance(fault, NucleusDied) else str(fault).partition("\n")[0]
