"""One line on a terminal that says what is going on, and is gone when it is over."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from course_cli.report.layout import fold
from course_cli.report.plain import one_line

_ERASE = "\r\x1b[K"


@contextmanager
def progress_line() -> Iterator[Callable[[str], None] | None]:
    """A function that shows a text in place of the last one; None where standard error is not a terminal."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return

    def show(text: str) -> None:
        room = shutil.get_terminal_size().columns - 1
        sys.stderr.write(_ERASE + fold(one_line(text), room)[0])
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write(_ERASE)
        sys.stderr.flush()
