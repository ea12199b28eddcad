"""`course_cli dev`: for the authors of the course."""

from __future__ import annotations

import click

from course_cli.cli.group import LazyGroup


@click.group(
    "dev",
    cls=LazyGroup,
    package="course_cli.cli.authoring",
    commands={
        "new": "Start an exercise: a solution, a grader and a mutant to work on.",
        "sync": "Write the stubs from the solutions.",
        "translate": "Bring the catalogs of other languages up to date.",
        "reference": "Write the page of all commands and their options.",
        "check": "Prove each exercise sound.",
        "mutate": "Break the solutions in small ways; list what the graders miss.",
    },
)
def command() -> None:
    """For authors: keep the exercises sound."""
