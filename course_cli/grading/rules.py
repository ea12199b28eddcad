"""What a grader says about its exercise as a whole, and about each of its checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar, get_args

from course_cli.sandbox.refusal.families import FAMILIES

Library: TypeAlias = Literal["torch", "numpy"]
CheckFunction = TypeVar("CheckFunction", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rules:
    """The terms on which an exercise is judged, as `RULES` in its grader.

    Args:
        refuse: families of library shortcuts that earn no credit (names in `course_cli.sandbox.refusal.families`).
        library: the library whose worker runs the submission; a NumPy worker has no torch.
        call_seconds: wall time for one call.
        total_seconds: wall time and processor time for all checks of one submission, and again processor time for
            judging what came out.
        capstone: skipped, with the reason, while an exercise that the submission imports has not passed.

    Raises:
        ValueError: there is no such family or library, or a time is not positive.
    """

    refuse: tuple[str, ...] = ()
    library: Library = "torch"
    call_seconds: float = 5.0
    total_seconds: float = 20.0
    capstone: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.refuse, str):
            raise ValueError(f"refuse={self.refuse!r} is not a tuple: refuse=({self.refuse!r},)")
        unknown = ", ".join(repr(name) for name in self.refuse if name not in FAMILIES)
        if unknown:
            raise ValueError(f"refuse: there is no family {unknown}; there are {', '.join(FAMILIES)}")
        if self.library not in get_args(Library):
            raise ValueError(f"library={self.library!r} is neither 'torch' nor 'numpy'")
        if not (self.call_seconds > 0 and self.total_seconds > 0):
            raise ValueError("call_seconds and total_seconds have to be positive")


def points(
    points: float, *, hint: str | Sequence[str], needs: str | Sequence[str] = ()
) -> Callable[[CheckFunction], CheckFunction]:
    """Make a test function a check worth `points`.

    `needs` names checks of the same grader (without `test_`) that must have passed; otherwise this one is skipped.
    `hint` is one text or several: a report shows the first, `course_cli hint` one more each time it is asked.
    The catalog reads all three from the source, so they have to be literals.

    Raises:
        ValueError: the points are not positive, or there is no hint or an empty one.
    """
    hints = [hint] if isinstance(hint, str) else hint
    if points <= 0 or not hints or not all(text.strip() for text in hints):
        raise ValueError("a check needs positive points and a hint")
    return lambda function: function
