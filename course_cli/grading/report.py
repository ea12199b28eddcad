"""What a grade comes to: the only numbers that the command line, batches and notebooks show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from course_cli.grading.pictures import Pictures
from course_cli.language import marked

CheckStatus = Literal["passed", "failed", "skipped", "timeout", "crashed", "refused"]
ExerciseStatus = Literal["graded", "missing", "import_error", "timeout", "crashed"]
Isolation = Literal["full", "weak"]

SCHEMA = 1


@dataclass(frozen=True)
class CheckResult:
    """One graded statement about one exercise.

    `call`, `got` and `expected` are text, abbreviated and free of control characters; `message` is what a learner reads
    first. `printed` is what the student's code printed during the check, cut to size. `seed` is what the random inputs
    were drawn from (0 if the check did not run): for a gradebook, not for students. `pictures` say again what the texts
    say, for whoever asked for them; they are no part of the verdict, and no gradebook keeps them.
    """

    id: str
    title: str
    points: float
    score: float
    status: CheckStatus
    message: str = ""
    hint: str = ""
    call: str = ""
    got: str = ""
    expected: str = ""
    printed: str = ""
    seconds: float = 0.0
    seed: int = 0
    pictures: Pictures = field(default=Pictures(), compare=False)


@dataclass(frozen=True)
class ExerciseResult:
    """Every expected check of one exercise, whether or not it could run.

    `device` is where it ran, or would have: on a GPU only what torch computes; NumPy's exercises are always on the CPU.
    """

    id: str
    status: ExerciseStatus
    checks: tuple[CheckResult, ...]
    seconds: float = 0.0
    message: str = ""
    device: str = "cpu"

    @property
    def score(self) -> float:
        return sum(check.score for check in self.checks)

    @property
    def max_score(self) -> float:
        return sum(check.points for check in self.checks)

    def met(self, status: CheckStatus | ExerciseStatus) -> bool:
        """Whether the exercise as a whole, or any of its checks, ended in this way."""
        return status in (self.status, *(check.status for check in self.checks))

    @property
    def not_written(self) -> bool:
        """True for a stub that still raises NotImplementedError in every check that ran."""
        return self.message == NOT_WRITTEN


@dataclass(frozen=True)
class ExampleResult:
    """What one example of a docstring printed, against what the docstring promises."""

    source: str
    expected: str
    got: str
    passed: bool
    seconds: float = 0.0


@dataclass(frozen=True)
class Confined:
    """How well submissions are confined, and the layers (of `sandbox.confinement`) that are missing."""

    isolation: Isolation
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """The grade of one submission. `device` is that of its torch exercises; each exercise says its own.

    `missing` are the layers of confinement that the machine lacked, where that is known: see `isolation`.
    """

    course: str
    isolation: Isolation
    device: str
    exercises: tuple[ExerciseResult, ...]
    missing: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return sum(exercise.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        return sum(exercise.max_score for exercise in self.exercises)


NOT_WRITTEN = marked("not written yet")  # said in English here, so that it is known again, and translated where shown
