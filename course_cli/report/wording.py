"""What results are called in the language that is spoken."""

from __future__ import annotations

from typing import Final

from course_cli.grading.report import NOT_WRITTEN, CheckStatus, ExerciseStatus
from course_cli.language import marked
from course_cli.language import translated as _

_STATUSES: Final[dict[CheckStatus | ExerciseStatus, str]] = {
    "passed": marked("passed"),
    "failed": marked("failed"),
    "skipped": marked("skipped"),
    "timeout": marked("timeout"),
    "crashed": marked("crashed"),
    "refused": marked("refused"),
    "graded": marked("graded"),
    "missing": marked("missing"),
    "import_error": marked("import_error"),
}


def status(of: CheckStatus | ExerciseStatus) -> str:
    """The word for a status."""
    return _(_STATUSES[of])


def said(message: str) -> str:
    """A message as it is shown: the engine words all but one in the language that was spoken to it."""
    return _(NOT_WRITTEN) if message == NOT_WRITTEN else message
