"""Why a check did not pass, in words a learner reads.

CheckFailure            what came out was not what should have
└── StudentRaised       the student's code raised an exception; fails the check unless a grader asked for it
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from course_cli.grading.abbreviate import abbreviate, clean
from course_cli.grading.pictures import HeatMaps
from course_cli.grading.report import NOT_WRITTEN
from course_cli.language import translated as _

VALUE_WIDTH: Final = 300

_MISSING: Final = object()


@dataclass(frozen=True)
class WrongShape:
    """That it was an array's shape, whose axes may yet get their names from the exercise's contract.

    Args:
        array: the very object, all of what was judged or a part of it, by whose identity its place is found.
        expected: the right shape.
        message: what happened, in words that call the right shape by its name.
        argument: the array is the gradient with respect to this, in the words of `assert_gradient`.
    """

    array: Any
    expected: tuple[int, ...]
    message: Callable[[str], str]
    argument: int | str | None = None


class CheckFailure(AssertionError):
    """A check's verdict with its reasons.

    Attributes:
        message: what happened, in one or two sentences.
        got, expected: text, abbreviated; "" where there is nothing to show.
        culprit: the very object that was judged (or None), by whose identity the engine finds the call it came from.
        picture: draws what was compared, called only where somebody will see it.
        wrong_shape: more about a wrong shape, if that is what happened and its axes have no names in the message.
    """

    def __init__(
        self,
        message: str,
        *,
        got: str = "",
        expected: str = "",
        culprit: Any = None,
        picture: Callable[[], HeatMaps | None] | None = None,
        wrong_shape: WrongShape | None = None,
    ) -> None:
        self.message = clean(message)
        self.got = clean(got)
        self.expected = clean(expected)
        self.culprit = culprit
        self.picture = picture
        self.wrong_shape = wrong_shape
        super().__init__(self.message)


class StudentRaised(CheckFailure):
    """The student's code raised.

    Args:
        type_names: names along the exception's MRO, its own first, such as ("KeyError", "LookupError", "Exception").
        message: the exception's text.
        lines: the student's own lines of the traceback, as the worker rendered them.
    """

    def __init__(self, type_names: tuple[str, ...], message: str, lines: str = "") -> None:
        self.type_names = type_names
        self.detail = message
        self.lines = clean(lines)
        text = _("raised {}").format(f"{self.type_name}: {message}" if message else self.type_name)
        super().__init__(NOT_WRITTEN if self.not_written else text, got=lines)

    @property
    def type_name(self) -> str:
        return self.type_names[0] if self.type_names else _("an exception")

    @property
    def not_written(self) -> bool:
        """True for a stub's bare `raise NotImplementedError()`; torch's own NotImplementedErrors always say more."""
        return self.type_name == "NotImplementedError" and not self.detail


class NoSimulatedDevice(Exception):
    """This machine's torch cannot simulate a device: the check is skipped, and its points are given.

    Raised on what the zygote found out before any student's code was there, never on what a worker says.
    """

    def __init__(self) -> None:
        super().__init__(_("this version of torch cannot simulate a second device, so this could not be checked here"))


def without_frames(error: BaseException) -> None:
    """Let go of what the frames behind an exception hold: they refer to each other, and what came out can be large."""
    following: BaseException | None = error
    while following is not None:
        error, following = following, following.__cause__ or following.__context__
        error.__traceback__ = error.__cause__ = error.__context__ = None


def fail(message: str, *, got: Any = _MISSING, expected: Any = _MISSING, **values: Any) -> NoReturn:
    """Fail the check with a message, in which `{name}` stands for one of the `values`.

    `got` and `expected` are values, shown abbreviated; a str is taken as wording of the grader's and shown as it is.
    """
    text = _(message)
    text = text.format(**values) if values else text
    raise CheckFailure(text, got=_text(got), expected=_text(expected), culprit=None if got is _MISSING else got)


def _text(value: Any) -> str:
    if value is _MISSING:
        return ""
    return _(value) if type(value) is str else abbreviate(value, VALUE_WIDTH)
