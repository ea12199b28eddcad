"""What a command says on standard error beside its output: that nobody can read it changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

_MOST_NAMED = 5
_LONGEST_NAME = 60


def say(text: str) -> None:
    """Write a line to standard error; where that is closed, full or gone, do without it from here on."""
    try:
        click.echo(text, err=True)
    except OSError:
        silence()


def silence() -> None:
    """Let standard error lead nowhere: what it holds already would fail again when Python flushes it at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)


def warn_of(students: Sequence[str], what: str) -> None:
    """Name the first of the students that something is to be said of; nothing where there are none."""
    from course_cli.report.plain import person

    if students:
        named = ", ".join(person(student, _LONGEST_NAME) for student in students[:_MOST_NAMED])
        more = f" and {len(students) - _MOST_NAMED} more" if len(students) > _MOST_NAMED else ""
        say(f"Warning: {what}: {named}{more}.")


def warn_of_untimed(students: Sequence[str]) -> None:
    """Say whose work is counted as in time for want of a time."""
    who = "1 student" if len(students) == 1 else f"{len(students)} students"
    warn_of(students, f"{who} with work whose submission time is not known, counted as in time")
