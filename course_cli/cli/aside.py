"""What a command says on standard error beside its output: that nobody can read it changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from course_cli.language import counted
from course_cli.language import translated as _

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
        more = _(" and {} more").format(len(students) - _MOST_NAMED) if len(students) > _MOST_NAMED else ""
        say(_("Warning: {}: {}{}.").format(what, named, more))


def warn_of_untimed(students: Sequence[str]) -> None:
    """Say whose work is counted as in time for want of a time."""
    what = counted(
        "{0} student with work whose submission time is not known, counted as in time",
        "{0} students with work whose submission time is not known, counted as in time",
        len(students),
    )
    warn_of(students, what)
