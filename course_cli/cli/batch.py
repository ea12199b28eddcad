"""`course_cli grade --submissions`: the folder of a class."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from course_cli.batch.gradebook import Gradebook, StudentRecord
from course_cli.batch.late import Deadlines
from course_cli.batch.runner import Batch, Tally
from course_cli.batch.submissions import Intake, find_students, present_chapters
from course_cli.batch.work import Executor
from course_cli.cli.aside import say, warn_of, warn_of_untimed
from course_cli.cli.batch_progress import batch_progress
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import EngineFault, UsageError
from course_cli.grading.client import course_secret
from course_cli.grading.weakness import refusal
from course_cli.language import counted
from course_cli.language import translated as _
from course_cli.report.plain import one_line, person

INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM  # as shells report it
SHOWN_FAULTS = 10
RARE = 10  # a chapter that fewer than one student in so many has a folder for was hardly due


@dataclass(frozen=True)
class Wishes:
    """What the command line asked for."""

    directory: Path
    device: str
    format: str
    gradebook: Path
    workers: int | None
    scheduler: str | None
    allow_weak_isolation: bool


class _Terminated(KeyboardInterrupt):
    """SIGTERM: what Slurm, Kubernetes and systemd send before they kill."""


@contextmanager
def _stopping_on_sigterm() -> Iterator[None]:
    """Stop as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def grade_class(catalog: Catalog, names: Sequence[str], wishes: Wishes) -> int:
    """Grade what is new or changed in a folder of submissions, and print the results of all; the exit status."""
    intake = find_students(wishes.directory, catalog)
    for warning in intake.warnings:
        say(_("Warning: {}").format(one_line(warning, 1000)))
    exercises = catalog.resolve(names) or _of_present_chapters(catalog, intake)
    for exercise in exercises:
        if exercise.grader_path is None:
            raise UsageError(_("this copy of the course has no checks for {}: it cannot grade it").format(exercise.id))
    ids = [exercise.id for exercise in exercises]
    with Gradebook.open(wishes.gradebook, catalog.course, write=True) as gradebook:
        # Before anything is graded: a policy that cannot be read is said at once.
        deadlines = Deadlines.of(gradebook.due_dates().values())
        with batch_progress(len(intake.students)) as tell:
            batch = Batch(catalog, intake.students, exercises, gradebook, course_secret(catalog), wishes.device, tell)
            stopped = 0
            try:
                with _stopping_on_sigterm():
                    batch.run(lambda: _confining(_executor(catalog, ids, len(intake.students), wishes), wishes))
            except KeyboardInterrupt as stop:
                stopped = TERMINATED if isinstance(stop, _Terminated) else INTERRUPTED
        tally = batch.tally
        if stopped:
            say(_how_to_resume(tally, wishes.gradebook))
            return stopped
        weak: list[str] = []
        records = _noting_weak((gradebook.report(student.student, ids) for student in intake.students), weak)
        untimed: list[str] = []
        for text in rendered(records, deadlines, wishes.format, untimed):
            click.echo(text, nl=False)
    warn_of_untimed(untimed)
    warn_of(weak, _("graded with weak isolation, so that their code was not fully confined"))
    say(summary(tally, wishes.gradebook))
    return EngineFault.exit_status if tally.faults else 0


def _noting_weak(records: Iterable[StudentRecord], weak: list[str]) -> Iterator[StudentRecord]:
    """The same records; `weak` gets the students of whom some exercise was graded with weak isolation."""
    for record in records:
        if record.report.isolation == "weak":
            weak.append(record.student)
        yield record


def rendered(records: Iterable[StudentRecord], deadlines: Deadlines, format_: str, untimed: list[str]) -> Iterator[str]:
    """The results in one of the formats for a class, piece by piece: a class can be large.

    Where the format shows lateness, `untimed` gets the students of whom some submission time is not known.
    """
    if format_ == "text":
        from course_cli.report.class_list import render

        return render(records)
    from course_cli.report.gradebook.records import noting_untimed, with_lateness

    judged = noting_untimed(with_lateness(records, deadlines), untimed)
    if format_ == "json":
        from course_cli.report.gradebook.json import render_submissions

        return render_submissions(judged)
    from course_cli.report.gradebook.csv import render_csv

    return render_csv(judged)


def summary(tally: Tally, gradebook: Path) -> str:
    """What a batch came to, in a few lines."""
    counts = (tally.graded, tally.unchanged, tally.timeouts, tally.crashes)
    lines = [_("{} graded, {} unchanged, {} with timeouts, {} with crashes; results in {}").format(*counts, gradebook)]
    if tally.slowest:
        slowest = (f"{person(student)} {id_} ({seconds:.1f} s)" for seconds, student, id_ in tally.slowest)
        lines.append(_("slowest: {}").format(", ".join(slowest)))
    if tally.flagged:
        flags = counted("{0} flag", "{0} flags", tally.flags)
        submissions = counted("{0} submission", "{0} submissions", tally.flagged)
        lines.append(
            _(
                "{} in {}: code that you should look at; it cost no points, and students are not told. "
                "To see it: course_cli export --to html --gradebook {} --out class.html (or json, csv)"
            ).format(flags, submissions, gradebook)
        )
    if tally.faults:
        lines.append(
            _("{} exercises could not be graded (our fault); the same command tries again:").format(len(tally.faults))
        )
        faults = tally.faults[:SHOWN_FAULTS]
        lines += [f"  {person(student)} {id_}: {one_line(why, 600)}" for student, id_, why in faults]
    return "\n".join(lines)


def _of_present_chapters(catalog: Catalog, intake: Intake) -> tuple[Exercise, ...]:
    students = len(intake.students)
    counts = present_chapters(intake, catalog)
    early = [chapter for chapter, count in counts.items() if count * RARE < students]
    usual = [chapter for chapter in counts if chapter not in early]
    if early and usual:
        there = _("{}/ is there for {} of {}")
        said = ", ".join(there.format(chapter, counts[chapter], students) for chapter in early)
        say(
            _("Warning: {}: everybody else gets 0 for it. To leave it out: course_cli grade {} --submissions …").format(
                said, " ".join(usual)
            )
        )
    return catalog.resolve(list(counts)) or catalog.exercises


@contextmanager
def _confining(executor: AbstractContextManager[Executor], wishes: Wishes) -> Iterator[Executor]:
    """The executor started, if it confines submissions as well as was asked for. Raises UsageError."""
    with executor as started:
        confined = started.confined()
        if confined.isolation == "weak" and not wishes.allow_weak_isolation:
            raise UsageError(_("{} Or grade them all the same: --allow-weak-isolation.").format(refusal(confined)))
        yield started


def _executor(catalog: Catalog, ids: Sequence[str], students: int, wishes: Wishes) -> AbstractContextManager[Executor]:
    if wishes.scheduler is not None:
        from course_cli.batch.cluster import ClusterPool

        return ClusterPool(catalog, ids, wishes.scheduler, wishes.device, say)
    from course_cli.batch.local import LocalPool, usable_cores

    return LocalPool(catalog, ids, min(wishes.workers or usable_cores(), max(students, 1)), wishes.device)


def _how_to_resume(tally: Tally, gradebook: Path) -> str:
    return _("interrupted: {} of {} submissions are in {}; the same command goes on from there").format(
        tally.done, tally.total, gradebook
    )
