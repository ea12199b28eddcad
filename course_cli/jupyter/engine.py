"""One engine for a kernel's life: started by the first check, started again should it end."""

from __future__ import annotations

import queue
from collections.abc import Sequence

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import UsageError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.learner.watching.events import Broken, Event, Graded
from course_cli.learner.watching.grader import Grader


class WarmEngine:
    """Grades when it is asked, and waits for it. End it by `close`; it can be asked again even then.

    `pictures` is whether results have them.
    """

    def __init__(self, *, pictures: bool) -> None:
        self._pictures = pictures
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._grader: Grader | None = None

    def grade(self, catalog: Catalog, submission: Submission, exercises: Sequence[Exercise]) -> Report:
        """The report of some exercises.

        Raises:
            UsageError: this copy of the course has no checks for one of them.
            EngineFault: we failed.
            KeyboardInterrupt: the learner has interrupted the kernel.
        """
        for exercise in exercises:
            if exercise.grader_path is None:
                raise UsageError(
                    _("this copy of the course has no checks for {}: it cannot grade it").format(exercise.id)
                )
        if self._grader is None:
            self._events = queue.SimpleQueue()
            self._grader = Grader(catalog, self._events.put, pictures=self._pictures).__enter__()
        try:
            self._grader.grade(submission, [exercise.id for exercise in exercises])
            return self._answer()
        except BaseException:
            # Jupyter interrupts every process of the kernel: what is left of the engine answers nothing more.
            self.close()
            raise

    def close(self) -> None:
        """End the grading process."""
        grader, self._grader = self._grader, None
        if grader is not None:
            grader.__exit__(None, None, None)

    def _answer(self) -> Report:
        while True:
            event = self._events.get()
            if isinstance(event, Broken):
                raise event.error
            if isinstance(event, Graded):
                if event.report is None:
                    assert event.error is not None
                    raise event.error
                return event.report
