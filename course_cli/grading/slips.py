"""Mistakes that are not about what a check asks for: a name, an import, a loop without an end, what a cage lacks."""

from __future__ import annotations

from typing import Final

from course_cli.grading.failure import CheckFailure, NotDefined, StudentRaised
from course_cli.grading.report import CheckStatus
from course_cli.grading.session import MEMORY_BYTES
from course_cli.language import marked
from course_cli.language import translated as _

_SLIPS: Final = frozenset(
    "NameError UnboundLocalError AttributeError ImportError ModuleNotFoundError SyntaxError IndentationError TabError "
    "RecursionError MemoryError PermissionError EOFError BdbQuit SystemExit KeyboardInterrupt".split()
)
_NO_KEYBOARD: Final = marked("nobody is at a keyboard while your code is graded; what it prints is shown")
_ADVICE: Final = {
    "PermissionError": marked("a submission has no files, no network and no other processes"),
    "EOFError": _NO_KEYBOARD,
    "BdbQuit": _NO_KEYBOARD,
    "ModuleNotFoundError": marked(
        "there is PyTorch, NumPy and what Python brings with it; another exercise is imported as in `from "
        "perceptron.softmax import softmax`"
    ),
}
_NOT_UTF_8: Final = marked("the file is not UTF-8: save it with that encoding")


def is_slip(error: BaseException | None, status: CheckStatus) -> bool:
    """Whether a check ended in a way that its hint has nothing to say about."""
    if status in ("timeout", "crashed", "refused"):
        return True
    if isinstance(error, StudentRaised):
        return error.type_name in _SLIPS or error.not_written or _out_of_memory(error)
    return isinstance(error, NotDefined) or (isinstance(error, CheckFailure) and error.got == "None")


def explain(error: StudentRaised) -> str:
    """The exception, and what a learner cannot know of the cage that caused it."""
    if _out_of_memory(error):
        return _("ran out of memory: a submission has {:.1f} GB beside torch").format(MEMORY_BYTES / 2**30)
    advice = _ADVICE.get(error.type_name)
    if error.type_name == "SyntaxError" and "encoding" in error.detail:
        advice = _NOT_UTF_8
    return f"{error.message} ({_(advice)})" if advice else error.message


def _out_of_memory(error: StudentRaised) -> bool:
    return error.type_name == "MemoryError" or "DefaultCPUAllocator" in error.detail
