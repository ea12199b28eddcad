"""What is said of a result, in the language that is spoken."""

from __future__ import annotations

from course_cli.grading.report import NOT_WRITTEN
from course_cli.language import translated as _


def said(message: str) -> str:
    """A message as it is shown. The engine words them in the language that it was told, all but one."""
    return _(NOT_WRITTEN) if message == NOT_WRITTEN else message
