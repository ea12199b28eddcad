"""What the magics do: check what ran, hint, show the solution; remembered as the commands of these names do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import CourseError, UnknownExercise, UsageError
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission
from course_cli.jupyter.answers import NotRun, answers
from course_cli.jupyter.place import Place
from course_cli.jupyter.runs import Run
from course_cli.jupyter.shown import columns, complain, say, show_report, styled
from course_cli.language import translated as _
from course_cli.learner.hints import Ladder, failing
from course_cli.learner.progress import Entry, hinted, solution_shown
from course_cli.learner.record import Digester, keep, keeps_progress, remember
from course_cli.learner.solution import difference, reference
from course_cli.learner.store import load
from course_cli.learner.work import Work
from course_cli.report.hints import render as rendered_hints
from course_cli.report.layout import number
from course_cli.report.solution import render as rendered_solution

Grade = Callable[[Catalog, Submission, Sequence[Exercise]], Report]


class Desk:
    """Where the magics of one kernel come to. `grade` is its engine's."""

    def __init__(self, catalog: Catalog, runs: Iterable[Run], place: Place, grade: Grade) -> None:
        self._catalog = catalog
        self._runs = runs
        self._place = place
        self._engine = grade

    def grade(self, exercises: Sequence[Exercise]) -> None:
        """Show the report of exercises of one chapter. Raises CourseError."""
        given = answers(self._catalog, exercises, self._runs, self._place)
        digester = Digester(self._catalog)
        report = self._engine(self._catalog, given.submission, exercises)
        notes = list(given.notes)
        if given.workspace is not None:
            unkept = remember(given.workspace, self._catalog, given.submission, report, digester)
            notes += [f"{unkept}."] if unkept else []
        show_report(report, notes)

    def hint(self, exercise: Exercise, check: str | None) -> None:
        """Show the next hint for the checks that fail, or for one check. Raises CourseError."""
        specs = [spec for spec in exercise.checks if check is None or spec.id == check.removeprefix("test_")]
        if not specs:
            known = ", ".join(spec.id for spec in exercise.checks)
            raise UnknownExercise(_("{} has no check {}: there are {}").format(exercise.id, repr(check)[:60], known))
        ladder = Ladder(self._catalog, exercise)
        try:
            work = self._work(exercise)
        except NotRun:
            steps, _after = ladder.next(specs, {})
            print(styled(rendered_hints(steps, columns())))
            return
        if check is None:
            work.grade_stale([exercise], self._engine, complain)
            mark = work.progress.of(exercise).mark
            if mark is None or mark.full:
                say(_("All its checks pass: there is nothing to hint at."))
                return
            specs = failing(specs, mark.failed) if mark.status == "graded" else []
            if not specs:
                say(_("Its checks cannot run yet: %grade {} says why.").format(exercise.id))
                return
        steps, after = ladder.next(specs, work.progress.of(exercise).hints)
        print(styled(rendered_hints(steps, columns())))
        self._keep(exercise, lambda entry: hinted(entry, after))
        say("")
        if all(step.last for step in steps):
            say(_("That was the last hint. %solution {} --give-up shows the answer.").format(exercise.id))
        else:
            say(_("Ask again for the next hint."))

    def solution(self, exercise: Exercise, give_up: bool) -> None:
        """Show the solution and the difference from it, once it has passed or was given up. Raises CourseError."""
        text = reference(exercise)
        try:
            work = self._work(exercise)
        except NotRun:
            if not give_up:
                raise
            print(styled(rendered_solution(exercise.id, text, None)))
            self._keep(exercise, lambda entry: solution_shown(entry, passed=False))
            return
        work.grade_stale([exercise], self._engine, complain)
        mark = work.progress.of(exercise).mark
        passed = mark is not None and mark.full
        if not passed and not give_up:
            score = f"{number(mark.score)}/{number(mark.max_score)}" if mark is not None else _("no score")
            raise CourseError(
                _("{} has {}: the solution is shown once it has passed. %hint {} helps you on; --give-up shows it now.")
                .format(exercise.id, score, exercise.name)
            )  # fmt: skip
        own = work.submission.files.get(exercise.file)
        print(styled(rendered_solution(exercise.id, text, None if own is None else difference(own, exercise))))
        self._keep(exercise, lambda entry: solution_shown(entry, passed=passed))

    def _work(self, exercise: Exercise) -> Work:
        """What ran, with what is remembered of it. Raises NotRun, also for an answer that is not Python."""
        given = answers(self._catalog, [exercise], self._runs, self._place)
        if given.workspace is None:
            raise UsageError(
                _("hints and solutions go by your progress, which is kept for a notebook in a folder {} only").format(
                    f"{exercise.chapter}/"
                )
            )
        if exercise.file not in given.submission.files:
            raise NotRun(f"{exercise.id}: {given.submission.problems.get(exercise.file, '')}")
        found = load(given.workspace)
        if found.problem:
            complain(f"{found.problem}.")
        return Work(self._catalog, given.workspace, given.submission, found.progress, Digester(self._catalog))

    def _keep(self, exercise: Exercise, change: Callable[[Entry], Entry]) -> None:
        workspace = self._place.workspace(exercise.chapter)
        if workspace is None or not keeps_progress(workspace, self._catalog):
            return
        problem = keep(workspace, lambda progress: progress.with_entry(exercise.id, change(progress.of(exercise))))
        if problem:
            complain(f"{problem}.")
