"""What happens when: a save, a verdict, a key. Everything the learner sees goes through a `Screen`."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from course_cli.course.catalog import Exercise
from course_cli.errors import CourseError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.language import translated as _
from course_cli.learner.hints import Ladder, Step, failing
from course_cli.learner.progress import hinted, solution_shown
from course_cli.learner.record import Digests, keep, keeps_progress, of_report
from course_cli.learner.reset import Outcome, Place, place_of, reset
from course_cli.learner.solution import difference, reference
from course_cli.learner.standing import ExerciseStanding, following, standing_of
from course_cli.learner.watching.events import Broken, Doing, Event, Graded, Pressed, Restarted, Saved
from course_cli.learner.watching.keys import END_OF_INPUT
from course_cli.learner.work import Work
from course_cli.workspace.fetch import fetch
from course_cli.workspace.files import read_submission

MOST_AT_ONCE = 4


class Screen(Protocol):
    """Where the learner looks."""

    def doing(self, text: str) -> None:
        """What is going on, until something else is shown; "" for nothing."""

    def say(self, text: str) -> None: ...

    def verdict(self, report: Report, seconds: float) -> None: ...

    def passed(self, exercise: Exercise, following: ExerciseStanding | None) -> None: ...

    def keys(self, has_passed: bool) -> None: ...

    def hint(self, exercise: Exercise, steps: Sequence[Step]) -> None: ...

    def solution(self, exercise: Exercise, text: str, difference: Sequence[str] | None) -> None: ...

    def ask_reset(self, place: Place) -> None: ...

    def was_reset(self, outcome: Outcome) -> None: ...


class Session:
    """One exercise at a time: the one that was saved last, or chosen. `grade` has exercises graded, which Graded ends.

    `run` returns when the learner quits.
    """

    def __init__(
        self, work: Work, exercise: Exercise, screen: Screen, grade: Callable[[Submission, Sequence[str]], None]
    ) -> None:
        self._work = work
        self._exercise = exercise
        self._screen = screen
        self._ask = grade
        self._by_file = {one.file: one for one in work.catalog.exercises}
        # Of every exercise, what lay there when it was last looked at; of what is being graded, what is graded.
        self._seen: dict[str, Digests | None] = {one.id: self._digests(one) for one in work.catalog.exercises}
        self._busy = False
        self._look_again = False
        self._asked_reset: Place | None = None
        self._since = time.monotonic()

    def run(self, events: queue.SimpleQueue[Event]) -> None:
        """Handle events until the learner quits. Raises what a thread of ours ended with."""
        self._grade([self._exercise])
        while True:
            event = events.get()
            if isinstance(event, Pressed):
                if event.key in ("q", "Q", END_OF_INPUT, ""):
                    self._screen.doing("")
                    return
                self._press(event.key)
            elif isinstance(event, Saved):
                self._saved(event.paths)
            elif isinstance(event, Doing):
                self._screen.doing(event.text)
            elif isinstance(event, Restarted):
                self._screen.say(_("The grader stopped ({}); it is started again.").format(event.reason))
            elif isinstance(event, Broken):
                raise event.error
            else:
                self._graded(event)

    # Files

    def _saved(self, paths: Collection[str]) -> None:
        if self._busy:
            self._look_again = True  # and then at all that was seen to change
            return
        if not self._read():
            return
        notebooks = {path.partition("/")[0] for path in paths if path.endswith(".ipynb")}
        touched = [one for path, one in self._by_file.items() if path in paths or one.chapter in notebooks]
        self._grade_changed([*touched, self._exercise])

    def _look(self) -> None:
        """Look at everything: what was saved during a grade was not noted one by one."""
        if self._read():
            self._grade_changed(self._work.catalog.exercises)

    def _read(self) -> bool:
        try:
            submission = read_submission(self._work.folder, self._work.catalog)
        except CourseError as error:
            self._screen.say(_("{}. It is looked for again on the next save.").format(error))
            return False
        self._work.submission = submission
        return True

    def _grade_changed(self, among: Sequence[Exercise]) -> None:
        changed = [one for one in dict.fromkeys(among) if self._digests(one) != self._seen[one.id]]
        for one in changed:
            self._seen[one.id] = self._digests(one)
        # Of what is gone, only the exercise at hand is worth a word.
        gradable = [one for one in changed if one.grader_path and (self._seen[one.id] or one == self._exercise)]
        if not gradable:
            return
        if len(gradable) > MOST_AT_ONCE:
            self._screen.say(_("{} exercises changed at once: course_cli grade shows them all.").format(len(gradable)))
            gradable = [self._exercise] if self._exercise in gradable else gradable[:1]
        if self._exercise not in gradable:
            self._exercise = gradable[0]
        self._grade(gradable)

    def _digests(self, exercise: Exercise) -> Digests | None:
        """Of what lies there; of a file that cannot be read, one that tells the reasons apart."""
        problem = self._work.submission.problems.get(exercise.file)
        if problem is not None:
            return Digests(problem, "")
        return self._work.digester.of(exercise, self._work.submission)

    # Grades

    def _grade(self, exercises: Sequence[Exercise]) -> None:
        self._busy = True
        self._asked_reset = None
        self._since = time.monotonic()
        for one in exercises:
            self._seen[one.id] = self._digests(one)
        self._screen.doing(_("grading {}").format(", ".join(one.id for one in exercises)))
        self._ask(self._work.submission, [one.id for one in exercises])

    def _graded(self, graded: Graded) -> None:
        self._busy = False
        report = graded.report
        if report is None:
            self._screen.say(f"{graded.error}")
        else:
            self._screen.verdict(report, time.monotonic() - self._since)
            self._remember(graded.submission, report)
        if self._look_again:
            self._look_again = False
            self._look()
        if not self._busy:
            if report is not None and self._has_passed():
                self._screen.passed(self._exercise, self._next())
            self._screen.keys(self._has_passed())

    def _remember(self, submission: Submission, report: Report) -> None:
        work = self._work
        change = of_report(work.catalog, submission, report, work.digester)
        work.progress = change(work.progress)
        if keeps_progress(work.folder, work.catalog):
            problem = keep(work.folder, change)
            if problem:
                self._screen.say(_("Note: {}.").format(problem))

    def _has_passed(self) -> bool:
        mark = self._work.progress.of(self._exercise).mark
        return mark is not None and mark.full and self._work.is_current(self._exercise)

    def _next(self) -> ExerciseStanding | None:
        standing = standing_of(self._work.catalog, self._work.submission, self._work.progress)
        return following(standing.exercises, leaving=self._exercise.id)

    # Keys

    def _press(self, key: str) -> None:
        asked, self._asked_reset = self._asked_reset, None
        if asked is not None:
            if key in ("y", "Y"):
                self._reset(asked)
            else:
                self._screen.say(_("Nothing was changed."))
            return
        actions: dict[str, Callable[[], None]] = {
            "n": self._go_on, "h": self._hint, "s": self._solution, "r": self._ask_reset,
            "\n": self._again, "\r": self._again,
        }  # fmt: skip
        action = actions.get(key.lower())
        if action is None:
            self._screen.keys(self._has_passed())
        elif self._busy:
            self._screen.say(_("One moment: your code is being graded."))
        else:
            try:
                action()
            except CourseError as error:
                self._screen.say(str(error))

    def _again(self) -> None:
        if self._read():
            self._grade([self._exercise])

    def _go_on(self) -> None:
        chosen = self._next()
        if chosen is None:
            self._screen.say(_("All other exercises have full marks."))
            return
        self._exercise = chosen.exercise
        if chosen.state == "missing":
            for file in fetch(self._work.catalog, [chosen.exercise], self._work.folder):
                if file.status == "new":
                    self._screen.say(_("new {}").format(file.path))
        self._again()

    def _hint(self) -> None:
        exercise = self._exercise
        entry = self._work.progress.of(exercise)
        if entry.mark is None or not self._work.is_current(exercise):
            self._screen.say(_("{} was not graded as it is: save it first.").format(exercise.file))
        elif entry.mark.full:
            self._screen.say(_("All its checks pass: there is nothing to hint at."))
        elif entry.mark.status != "graded":
            self._screen.say(_("Its checks cannot run yet: the message above says why."))
        elif not (checks := failing(exercise.checks, entry.mark.failed)):
            waits = _("Its checks wait for the exercises it imports: course_cli grade {}")
            self._screen.say(waits.format(exercise.id))
        else:
            steps, after = Ladder(self._work.catalog, exercise).next(checks, entry.hints)
            self._screen.hint(exercise, steps)
            self._work.keep(exercise, lambda before: hinted(before, after), self._screen.say)

    def _solution(self) -> None:
        exercise = self._exercise
        if not self._has_passed():
            self._screen.say(
                _("Once it has passed. course_cli solution {} --give-up shows it before.").format(exercise.id)
            )
            return
        text = reference(exercise)
        own = self._work.submission.files.get(exercise.file)
        self._screen.solution(exercise, text, None if own is None else difference(own, exercise))
        self._work.keep(exercise, lambda before: solution_shown(before, passed=True), self._screen.say)

    def _ask_reset(self) -> None:
        place = place_of([self._exercise], self._work.submission, self._work.folder)
        self._asked_reset = place
        self._screen.ask_reset(place)

    def _reset(self, place: Place) -> None:
        try:
            outcome = reset(place, self._work.catalog, self._work.folder)
        except CourseError as error:
            self._screen.say(str(error))
            return
        self._screen.was_reset(outcome)
        self._again()
