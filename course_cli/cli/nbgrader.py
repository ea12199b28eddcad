"""`course_cli nbgrader`: for classrooms that run on nbgrader."""

from __future__ import annotations

import click

from course_cli.cli.group import LazyGroup


@click.group(
    "nbgrader",
    cls=LazyGroup,
    package="course_cli.cli.classroom",
    commands={
        "add": "Put exercises into an nbgrader course, or bring them up to date.",
        "autograde": "Autograde nbgrader's submissions, several students at a time, in the cage.",
    },
)
def command() -> None:
    """For nbgrader classrooms: add exercises, autograde in the cage."""
