"""Names a failing answer's mistake where it is a known one: what the exercise's mutants answer in the very same check.

A mutant is a wrong answer that the course keeps to try its grader on, and its docstring says what is wrong with it. One
that fails the same check with the same words and the same values made the same mistake, for the inputs are random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from course_cli.course.catalog import Exercise
from course_cli.course.trials import Trial, mutants
from course_cli.grading.report import CheckResult
from course_cli.language import translated as _

# Each costs a worker, 20 to 50 ms. A count and not a time, so that a busy machine says the same as an idle one.
MOST_TRIALS: Final = 8

Judge = Callable[[bytes, str], CheckResult | None]


class KnownMistakes:
    """The mutants of a course that lies in `root`, by the check that each is made for; read when first asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._mutants: dict[str, tuple[Trial, ...]] = {}

    def explain(self, exercise: Exercise, results: Iterable[CheckResult], judge: Judge) -> dict[str, CheckResult]:
        """By id those of the failed `results` whose mistake is known, with a message that says so.

        Args:
            results: checks that failed by what was answered.
            judge: the result of a wrong answer (its source) in one check, with the same inputs; None if it has none.
        """
        explained: dict[str, CheckResult] = {}
        left = MOST_TRIALS
        for result in results:
            candidates = [trial for trial in self._of(exercise) if result.id in trial.fails][:left]
            left -= len(candidates)
            alike = [trial for trial in candidates if _same(judge(trial.data, result.id), result)]
            if len(alike) == 1:
                known = _("A known mistake comes out the same: {}").format(_(alike[0].mistake))
                message = f"{result.message}\n{known}"
                explained[result.id] = replace(result, message=message)
        return explained

    def _of(self, exercise: Exercise) -> tuple[Trial, ...]:
        if exercise.id not in self._mutants:
            self._mutants[exercise.id] = mutants(self._root, exercise)
        return self._mutants[exercise.id]


def _same(one: CheckResult | None, other: CheckResult) -> bool:
    return one is not None and _shown(one) == _shown(other)


def _shown(result: CheckResult) -> tuple[str, ...]:
    return result.status, result.message, result.call, result.got, result.expected
