"""`course_cli dev mutate`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import click

from course_cli.cli.authoring.changing import course_to_change
from course_cli.cli.command import Command
from course_cli.cli.options import root_option
from course_cli.cli.progress import progress_line
from course_cli.course.catalog import EVERYTHING, Catalog, Exercise
from course_cli.course.survivors import TABLE, Verdict, faults, keep, read_reasons, verdict
from course_cli.grading.submission import Submission
from course_cli.language import translated as _

if TYPE_CHECKING:
    from course_cli.grading.client import Engine


@click.command("mutate", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="one a core")
@click.option("--write", is_flag=True, help=f"Keep the verdicts, and the table of all, in {TABLE.parent}.")
@root_option
@click.pass_context
def command(context: click.Context, names: tuple[str, ...], jobs: int, write: bool, root: Path | None) -> None:
    """Break the solutions in small ways; list what the graders miss.

    Ends with status 1 if a fault lives that tests/mutation/equivalent.json does not explain.
    """
    catalog = course_to_change(root) if write else Catalog.load(root)
    exercises = catalog.resolve(names or (EVERYTHING,))
    verdicts = []
    for found in _verdicts(catalog, exercises, jobs):
        verdicts.append(found)
        click.echo(
            _("{:<36} killed {:>3}  equivalent {:>2}  lived {}").format(
                found.id, found.killed, len(found.equivalent), len(found.survived)
            )
        )
        for name in found.survived:
            click.echo(f"    {name}")
        for name in found.stale:
            click.echo(_("    no longer lives, take its reason out: {}").format(name))
    if write:
        keep(catalog, verdicts)
    context.exit(1 if any(found.survived or found.stale for found in verdicts) else 0)


def _verdicts(catalog: Catalog, exercises: Sequence[Exercise], jobs: int) -> Iterator[Verdict]:
    from course_cli.grading.client import Engine

    reasons = read_reasons(catalog)
    ids = [exercise.id for exercise in exercises]
    idle: SimpleQueue[Engine] = SimpleQueue()
    with ExitStack() as stack:
        first = stack.enter_context(Engine(catalog, ids, names_mistakes=False))
        idle.put(first)
        for _job in range(1, jobs):
            idle.put(stack.enter_context(first.fork()))
        pool = stack.enter_context(ThreadPoolExecutor(jobs))
        for exercise in exercises:
            faulty = faults(exercise)
            with progress_line() as show:
                if show:
                    show(_("{}: {} faults").format(exercise.id, len(faulty)))
                alive = pool.map(lambda fault, e=exercise: _lives(catalog, e, fault.source, idle), faulty)
                lived = dict(zip((fault.name for fault in faulty), alive, strict=True))
            yield verdict(exercise, lived, reasons.get(exercise.id, {}))


def _lives(catalog: Catalog, exercise: Exercise, source: str, idle: SimpleQueue[Engine]) -> bool:
    files = {e.file: e.solution_path.read_bytes() for e in catalog.resolve([exercise.chapter]) if e.solution_path}
    engine = idle.get()
    try:
        report = engine.grade(Submission("", {**files, exercise.file: source.encode()}), [exercise.id])
    finally:
        idle.put(engine)
    return report.score == report.max_score
