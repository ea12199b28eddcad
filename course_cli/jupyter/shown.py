"""What a magic shows: a report as a page's part in JupyterLab and as text on a console."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from typing import Any

from click import unstyle
from IPython.display import publish_display_data

from course_cli.grading.report import Report
from course_cli.report import html, terminal
from course_cli.report.layout import wrap
from course_cli.report.plain import plain


def show_report(report: Report, notes: Sequence[str]) -> None:
    """Show a report, and below it what is to be said of it."""
    text = terminal.render(report, terminal.Style(columns(), terminal.can_show_marks(sys.stdout.encoding)))
    told = "\n".join(line for note in notes for line in wrap(plain(note), columns()))
    # Several outputs make one page: none may have another's anchors.
    page = html.render_fragment(report, notes, time.time_ns() // 1_000)
    publish: Any = publish_display_data  # IPython is typed in part
    publish({"text/plain": styled(f"{text}\n\n{told}" if told else text), "text/html": page})


def styled(text: str) -> str:
    """Text with its colours where they can be seen."""
    return text if sys.stdout.isatty() else unstyle(text)


def say(text: str) -> None:
    """Show a line of text."""
    print("\n".join(wrap(plain(text), columns())))


def complain(text: str) -> None:
    """Show what went wrong."""
    print(plain(text), file=sys.stderr)


def columns() -> int:
    """How wide text may be; a notebook has room for what people like to read."""
    return max(terminal.NARROWEST, shutil.get_terminal_size().columns)
