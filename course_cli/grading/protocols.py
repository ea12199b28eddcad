"""What the assertions ask of a student's function, whoever carries the calls out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from course_cli.grading.observation import Gradient, Observation


class Callee(Protocol):
    """A student's function, method or object. Each call raises StudentRaised when the student's code raises."""

    @property
    def name(self) -> str:
        """What the learner calls it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The value it returns, as plain data or a handle."""

    def observe(self, *args: Any, seed: int | None = None, count: bool = False, **kwargs: Any) -> Observation:
        """The value, and the arguments as they were after the call; `work` is there when `count` is set."""

    def gradient(self, *args: Any, wrt: Sequence[int | str] = (0,), cotangent: Any = None, **kwargs: Any) -> Gradient:
        """The value, and the gradient of sum(value * cotangent) for each entry of `wrt`.

        An entry the value does not depend on is None, and so is every entry when the value does not require a gradient
        or has another shape than `cotangent`: a cut graph is for the caller to judge, not an error here.
        """
