"""Grades submissions with collected graders: the one way to compute a score."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from course_cli.course.catalog import Catalog, Exercise
from course_cli.course.checks import CheckSpec
from course_cli.errors import EngineFault, GraderError, reason_of
from course_cli.grading.comparison import single_rounding
from course_cli.grading.diagnosis import KnownMistakes
from course_cli.grading.examples import run_examples
from course_cli.grading.failure import CheckFailure, StudentRaised, without_frames
from course_cli.grading.illustration import DRAWING_SECONDS, illustrate, wanted, without_pictures
from course_cli.grading.inputs import Inputs, derive_seed
from course_cli.grading.judge import import_failure, judge, lost_message, unscored
from course_cli.grading.patience import JudgedTooLong, Patience, ended_when_unheeded
from course_cli.grading.plugin import GraderPlugin
from course_cli.grading.report import (
    NOT_WRITTEN,
    CheckResult,
    CheckStatus,
    Confined,
    ExampleResult,
    ExerciseResult,
    ExerciseStatus,
    Report,
)
from course_cli.grading.rules import Rules
from course_cli.grading.session import ExerciseSession, terms_for
from course_cli.grading.student import Student
from course_cli.grading.submission import Submission
from course_cli.grading.zygotes import Zygotes
from course_cli.language import marked
from course_cli.language import translated as _
from course_cli.sandbox.placement import TRAITS
from course_cli.sandbox.pool import WorkerKilled, WorkerLost, WorkerTimedOut, ZygoteFailed
from course_cli.sandbox.values import ValueNotPlain

Progress = Callable[[str], None]

ON_CPU_INSTEAD = marked("ran on the CPU, as this device has no float64")


class Engine:
    """Everything that grading needs and that stays the same between submissions.

    `progress` is told before every check what is going on; what it raises ends the grade. `mistakes` are looked for in
    wrong answers, where given.
    """

    def __init__(
        self,
        catalog: Catalog,
        plugin: GraderPlugin,
        zygotes: Zygotes,
        secret: bytes,
        progress: Progress,
        mistakes: KnownMistakes | None = None,
    ) -> None:
        self._catalog = catalog
        self._plugin = plugin
        self._zygotes = zygotes
        self._secret = secret
        self._progress = progress
        self._mistakes = mistakes

    def grade(self, submission: Submission, ids: Sequence[str], pictures: bool = False) -> Report:
        """Grade the exercises `ids` of one submission; scores are the same with pictures and without.

        Raises:
            EngineFault: a grader or the machine failed; nothing was decided about the submission.
        """
        results: dict[str, ExerciseResult] = {}
        for position, id_ in enumerate(ids):
            # After the last one the next submission is likely to be asked for the same.
            following = ids[(position + 1) % len(ids)]
            self._grade_once(submission, id_, results, following)
        graded = tuple(results[id_] for id_ in ids)
        if pictures:
            graded = tuple(self._illustrated(submission, result) for result in graded)
        else:
            graded = tuple(map(without_pictures, graded))
        confined = self.confined
        return Report(self._catalog.course, confined.isolation, self._zygotes.device, graded, confined.missing)

    @property
    def confined(self) -> Confined:
        return self._zygotes.confined

    @property
    def device_problem(self) -> str:
        return self._zygotes.device_problem

    def fork_ahead(self, id_: str) -> None:
        """Have a worker ready for this exercise while something else goes on; what fails is told of later."""
        with suppress(GraderError, ZygoteFailed):
            rules = self._rules(self._catalog.get(id_))
            self._zygotes[self._zygotes.home(rules)].prepare(terms_for(rules))

    def run_examples(self, submission: Submission, id_: str) -> tuple[ExampleResult, ...]:
        """Run the shipped examples of exercise `id_` against the submission. Raises EngineFault."""
        exercise = self._catalog.get(id_)
        source = exercise.stub_path or exercise.solution_path
        assert source is not None
        rules = self._rules(exercise)
        session = ExerciseSession(self._zygotes[self._zygotes.home(rules)], submission.files, id_, rules)
        try:
            return run_examples(session, source.read_text(encoding="utf-8"))
        except ZygoteFailed as error:
            raise EngineFault(_("running the examples of {} failed: {}").format(id_, error)) from error
        finally:
            session.close()

    def _grade_once(
        self, submission: Submission, id_: str, results: dict[str, ExerciseResult], following: str | None = None
    ) -> ExerciseResult:
        if id_ not in results:
            exercise = self._catalog.get(id_)
            rules = self._rules(exercise)
            started = time.monotonic()
            try:
                with ended_when_unheeded(rules.total_seconds):
                    status, message, checks = self._grade_exercise(submission, exercise, rules, results, following)
            except (ZygoteFailed, WorkerKilled) as error:
                raise EngineFault(_("grading {} failed: {}").format(id_, error)) from error
            except (OSError, MemoryError) as error:
                raise EngineFault(_("grading {} failed: {}").format(id_, reason_of(error))) from error
            device = self._zygotes.home(rules).device
            results[id_] = ExerciseResult(id_, status, checks, time.monotonic() - started, message, device)
        return results[id_]

    def _illustrated(self, submission: Submission, result: ExerciseResult) -> ExerciseResult:
        """The result with its drawings, made in a worker of their own, which no check will use."""
        exercise = self._catalog.get(result.id)
        rules = self._rules(exercise)
        assert exercise.grader_path is not None
        drawings = wanted(result, self._plugin.drawers(exercise.grader_path))
        if not drawings:
            return result
        self._progress(_("drawing {}").format(exercise.id))
        rules = replace(rules, total_seconds=min(rules.total_seconds, DRAWING_SECONDS))
        zygote = self._zygotes[self._zygotes.home(rules)]
        with (
            ended_when_unheeded(rules.total_seconds),
            closing(ExerciseSession(zygote, submission.files, exercise.id, rules)) as session,
        ):
            return illustrate(result, drawings, session, Patience(rules.total_seconds))

    def _blocking_sibling(
        self, submission: Submission, chapter: str, session: ExerciseSession, results: dict[str, ExerciseResult]
    ) -> str | None:
        """The first exercise of the chapter that a capstone imports and that has not passed; judged now if need be.

        What else it imports is its own business; two capstones that import each other wait for nothing. What it imports
        only when it is called, or does not admit to, it does not get.
        """
        handed_in = [e for e in self._catalog.resolve([chapter]) if e.file in submission.files and not e.is_capstone]
        graded = {exercise.file: self._grade_once(submission, exercise.id, results) for exercise in handed_in}
        failed = {file: result.id for file, result in graded.items() if result.score < result.max_score}
        for id_ in failed.values():
            if id_ in session.imported:
                return id_
        if failed:
            session.withhold({file: _("{} has not passed yet").format(id_) for file, id_ in failed.items()})
        return None

    def _grade_exercise(
        self,
        submission: Submission,
        exercise: Exercise,
        rules: Rules,
        results: dict[str, ExerciseResult],
        following: str | None,
    ) -> tuple[ExerciseStatus, str, tuple[CheckResult, ...]]:
        if exercise.file in submission.problems:
            return unsuccessful(exercise, "import_error", "failed", submission.problems[exercise.file])
        if exercise.file not in submission.files:
            return unsuccessful(exercise, "missing", "failed", _("{} is missing").format(exercise.file))
        home = self._zygotes.home(rules)
        session = ExerciseSession(self._zygotes[home], submission.files, exercise.id, rules)
        try:
            try:
                _import(session)
            except StudentRaised as error:
                return unsuccessful(exercise, "import_error", "failed", import_failure(error))
            except WorkerKilled as error:
                if self._is_ours(error):
                    raise
                return unsuccessful(exercise, "crashed", "crashed", _("importing it: {}").format(lost_message(error)))
            except WorkerTimedOut as error:
                return unsuccessful(exercise, "timeout", "timeout", _("importing it: {}").format(lost_message(error)))
            except WorkerLost as error:
                return unsuccessful(exercise, "crashed", "crashed", _("importing it: {}").format(lost_message(error)))
            blocking = None
            if rules.capstone:
                blocking = self._blocking_sibling(submission, exercise.chapter, session, results)
            if blocking is not None:
                reason = _("it imports {0}, which has not passed yet: `course_cli grade {0}` says what it lacks")
                return unsuccessful(exercise, "graded", "skipped", reason.format(blocking))
            self.fork_ahead(following or exercise.id)
            checks = self._run_checks(submission, exercise, rules, session)
            # The mutants that a wrong answer was compared with may have had the worker that was there.
            self.fork_ahead(following or exercise.id)
        finally:
            session.close()
        ran = [check for check in checks if check.status != "skipped"]
        untouched = bool(ran) and all(check.message == NOT_WRITTEN for check in ran)
        return "graded", NOT_WRITTEN if untouched else "", checks

    def _run_checks(
        self, submission: Submission, exercise: Exercise, rules: Rules, session: ExerciseSession
    ) -> tuple[CheckResult, ...]:
        results: dict[str, CheckResult] = {}
        wrong_answers: list[CheckResult] = []
        patience = Patience(rules.total_seconds)
        grader = _text_of_grader(exercise)
        for spec in exercise.checks:
            unmet = [name for name in spec.needs if results[name].status != "passed"]
            if unmet:
                reason = _("it needs this first: {}").format(results[unmet[0]].title)
                results[spec.id] = unscored(spec, "skipped", reason)
                continue
            self._progress(_("grading {}: {}").format(exercise.id, _(spec.title)))
            seed = self._seed(submission, exercise, grader, spec.id)
            result, error = self._judged(exercise, spec, session, seed, patience)
            if home := self._zygotes.cpu_instead(self._zygotes.home(rules), error):
                with closing(ExerciseSession(self._zygotes[home], session.files, exercise.id, rules)) as on_cpu:
                    result = self._judged(exercise, spec, on_cpu, seed, patience)[0]
                result = replace(result, message="; ".join(filter(None, (result.message, _(ON_CPU_INSTEAD)))))
            results[spec.id] = result
            if result.status == "failed" and isinstance(error, CheckFailure) and not isinstance(error, StudentRaised):
                wrong_answers.append(result)
        if self._mistakes is not None and wrong_answers and not rules.capstone:
            results |= self._explained(self._mistakes, submission, exercise, rules, wrong_answers)
        return tuple(results.values())

    def _explained(
        self,
        mistakes: KnownMistakes,
        submission: Submission,
        exercise: Exercise,
        rules: Rules,
        wrong_answers: Sequence[CheckResult],
    ) -> dict[str, CheckResult]:
        specs = {spec.id: spec for spec in exercise.checks}
        # What a mutant imports are the course's own answers: a student's would run beside it, and take their time.
        siblings = self._catalog.resolve([exercise.chapter])
        grader = _text_of_grader(exercise)

        def judged(source: bytes, check: str) -> CheckResult | None:
            files = {each.file: each.solution_path.read_bytes() for each in siblings if each.solution_path}
            files[exercise.file] = source
            zygote = self._zygotes[self._zygotes.home(rules)]
            with closing(ExerciseSession(zygote, files, exercise.id, rules)) as session:
                with suppress(StudentRaised, WorkerLost):
                    _import(session)
                    seed = self._seed(submission, exercise, grader, check)
                    return self._judged(exercise, specs[check], session, seed, Patience(rules.total_seconds))[0]
            return None

        return mistakes.explain(exercise, wrong_answers, judged)

    def _judged(
        self, exercise: Exercise, spec: CheckSpec, session: ExerciseSession, seed: int, patience: Patience
    ) -> tuple[CheckResult, BaseException | None]:
        session.begin_check(Inputs(seed).seed)
        started = time.monotonic()
        with single_rounding(TRAITS[session.device].rounding):
            error = self._outcome(exercise, spec.id, session, seed, patience)
            if isinstance(error, WorkerKilled):
                session.begin_check(Inputs(seed).seed)
                error = self._outcome(exercise, spec.id, session, seed, patience)
            if isinstance(error, WorkerKilled) and self._is_ours(error):
                raise error  # twice: nothing is decided about the submission
        result = replace(judge(spec, error, session, time.monotonic() - started, lambda: exercise.contracts), seed=seed)
        if error is not None:
            without_frames(error)
        return result, error

    def _is_ours(self, killed: WorkerKilled) -> bool:
        """Whether the submission can have had no part in its process being killed."""
        return self.confined.isolation == "full" and not killed.outgrown

    def _seed(self, submission: Submission, exercise: Exercise, grader: bytes, check: str) -> int:
        # Part of the secret: whoever has not seen the grader cannot foretell the inputs, even where the rest is known.
        code = submission.files[exercise.file]
        return derive_seed(self._secret, grader, submission.student, code, exercise.id, check)

    def _outcome(
        self, exercise: Exercise, check: str, session: ExerciseSession, seed: int, patience: Patience
    ) -> BaseException | None:
        assert exercise.grader_path is not None
        for item in self._plugin.items(exercise.grader_path)[check]:
            try:
                self._plugin.run(item, Student(session), Inputs(seed), patience.judging())
            except (ZygoteFailed, KeyboardInterrupt, OSError):
                raise  # what came out is plain data: an OSError is this machine's
            except JudgedTooLong as error:
                session.drop_worker()  # it may have been broken off between a question and its answer
                return error
            except MemoryError as error:
                if not session.calls:
                    return error
                session.drop_worker()  # as above
                session.forget_results()  # or there would be none left to say so
                return ValueNotPlain(_("there is no memory left for it"))
            except (Exception, pytest.skip.Exception) as error:  # noqa: BLE001 - the judge tells them apart
                return error
        return None

    def _rules(self, exercise: Exercise) -> Rules:
        grader = exercise.grader_path
        if grader is None:
            raise EngineFault(_("this copy of the course has no grader for {}").format(exercise.id))
        if grader in self._plugin.failures:
            reason = self._plugin.failures[grader]
            raise GraderError(_("the grader of {} cannot be read: {}").format(exercise.id, reason))
        if set(self._plugin.items(grader)) != {spec.id for spec in exercise.checks}:
            raise GraderError(_("the grader of {} has tests that are not checks, or the reverse").format(exercise.id))
        before: set[str] = set()
        for spec in exercise.checks:
            if unknown := set(spec.needs) - before:
                names = ", ".join(sorted(unknown))
                problem = _("the grader of {}: {} needs {}, no check before it").format(exercise.id, spec.id, names)
                raise GraderError(problem)
            before.add(spec.id)
        rules = self._plugin.rules(grader)
        patience = TRAITS[self._zygotes.home(rules).device].patience
        return replace(rules, call_seconds=patience * rules.call_seconds, total_seconds=patience * rules.total_seconds)


def _text_of_grader(exercise: Exercise) -> bytes:
    assert exercise.grader_path is not None
    return exercise.grader_path.read_bytes()


def _import(session: ExerciseSession) -> None:
    """Import the submission, again if somebody else ended the worker meanwhile. Raises what `session.start` does."""
    try:
        session.start()
    except WorkerKilled:
        session.start()


def unsuccessful(
    exercise: Exercise, status: ExerciseStatus, check_status: CheckStatus, message: str
) -> tuple[ExerciseStatus, str, tuple[CheckResult, ...]]:
    """An exercise none of whose checks could run: all are there, at no points, with the reason."""
    return status, message, tuple(unscored(spec, check_status, message) for spec in exercise.checks)
