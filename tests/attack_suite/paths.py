"""The ways by which submissions are graded, each run on all attacks at once."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from course_cli.batch.gradebook import Gradebook

from .classroom import (
    Files,
    Seats,
    armed_files,
    as_notebook,
    as_notebook_links,
    honest_files,
    unarmed_files,
    write_files,
    write_links,
)
from .commands import run_python
from .course_copy import with_needs
from .files import Attack, filled
from .judge import Graded, Run, graded_from
from .nbgrader_class import NbgraderClass
from .world import (
    Listener,
    World,
    changes,
    dump,
    left_behind,
    plant_in_database,
    planted_in_database,
    shared_segments,
    snapshot,
)

WORKERS = 2

Shape = Callable[[Files, str], Files]
Answers = Iterable[tuple[str, Sequence[Mapping[str, Any]], str]]


def run_unarmed(attacks: Sequence[Attack], world: World) -> dict[str, Graded]:
    """The grade of each attack's answer without the attack, by the attack's id."""
    folder = world.root / "submissions"
    names = {f"{index:04}": attack for index, attack in enumerate(attacks)}
    for name, attack in names.items():
        write_files(folder / name, unarmed_files(attack))
    reports = _grade_class(world, folder, world.root / "unarmed.db", attacks)[0]
    return {
        attack.id: graded_from(exercise, json.dumps(exercise))
        for name, attack in names.items()
        for exercise in reports[name]["exercises"]
        if exercise["id"] == attack.exercise
    }


def run_grade(attacks: Sequence[Attack], world: World) -> Run:
    """`course_cli grade --path`, one submission after the other."""
    folder = world.root / "submissions"
    gradebook = _planted_gradebook(world)

    def command() -> tuple[Answers, str]:
        program = Path(__file__).with_name("grade_all.py")
        done = run_python(world, [str(program), str(folder), *_exercises(attacks, world)], status=0)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        triples = [
            (each["student"], json.loads(each["json"])["exercises"], "\n".join(each.values())) for each in answers
        ]
        return triples, done.stderr

    return _watched(Seats(attacks), world, folder, gradebook, lambda files, _: files, command)


def run_batch(attacks: Sequence[Attack], world: World, shape: Shape = lambda files, _: files) -> Run:
    """`course_cli grade --submissions`, the whole class at once."""
    folder = world.root / "submissions"
    gradebook = _planted_gradebook(world)

    def command() -> tuple[Answers, str]:
        reports, errors = _grade_class(world, folder, gradebook, attacks)
        exports = [
            _course_cli(world, "export", "--gradebook", str(gradebook), "--to", to, status=0).stdout
            for to in ("csv", "html")
        ]
        everybody = "\n".join([errors, dump(gradebook), *exports])
        return [(name, report["exercises"], json.dumps(report)) for name, report in reports.items()], everybody

    return _watched(Seats(attacks), world, folder, gradebook, shape, command)


def run_notebook(attacks: Sequence[Attack], world: World) -> Run:
    """The same where everybody hands in notebooks."""
    return run_batch(attacks, world, as_notebook)


def run_nbgrader(attacks: Sequence[Attack], world: World) -> Run:
    """`course_cli nbgrader autograde`, an assignment for each chapter."""
    group = NbgraderClass.make(world, sorted({attack.chapter for attack in attacks}))
    plant_in_database(group.gradebook, world.canaries["gradebook"])
    return _watched(Seats(attacks), world, group.submitted, group.gradebook, group.as_released, group.autograde)


PATHS: Mapping[str, Callable[[Sequence[Attack], World], Run]] = {
    "grade": run_grade,
    "batch": run_batch,
    "notebook": run_notebook,
    "nbgrader": run_nbgrader,
}


def _watched(
    seats: Seats,
    world: World,
    folder: Path,
    gradebook: Path,
    shape: Shape,
    command: Callable[[], tuple[Answers, str]],
) -> Run:
    """Seat the class, run the command, and look at what the world is like before and after."""
    with Listener() as listener:
        _seat(seats, world, folder, gradebook, shape, listener.port)
        kept = (world.course, world.home, world.scratch, folder, world.here)
        before, segments = snapshot(*kept), shared_segments()
        started = time.monotonic()
        answers, everybody = command()
        seconds = time.monotonic() - started
        amiss = changes(before, snapshot(*kept))
        amiss += left_behind(world)
        amiss += sorted(shared_segments() - segments)
        amiss += listener.visits()
    if planted_in_database(gradebook) != [world.canaries["gradebook"]]:
        amiss.append("what was planted in the gradebook was changed")
    if given_away := world.canaries_in(everybody):
        amiss.append(f"what is written about the whole class gives away the planted {', '.join(given_away)}")
    own = {seats.attacker(index): attack.exercise for index, attack in enumerate(seats.attacks)}
    own |= dict(seats.honest())
    graded = {
        student: graded_from(exercise, shown)
        for student, exercises, shown in answers
        for exercise in exercises
        if exercise["id"] == own.get(student)
    }
    return Run(graded, amiss, seconds)


def _seat(seats: Seats, world: World, folder: Path, gradebook: Path, shape: Shape, port: int) -> None:
    for student, exercise in seats.honest():
        chapter = exercise.partition("/")[0]
        write_files(folder / student, shape(honest_files(world, exercise, student), chapter))
    for index, attack in enumerate(seats.attacks):
        neighbour = next(path for path in sorted((folder / seats.neighbours(index)[0]).rglob("*")) if path.is_file())
        targets = world.targets(attack.exercise, gradebook, neighbour, port)
        links = {place: filled(to, targets) for place, to in attack.links.items()}
        files = shape(armed_files(attack, targets), attack.chapter)
        write_files(folder / seats.attacker(index), files)
        is_notebook = f"{attack.chapter}/{attack.chapter}.ipynb" in files
        links = dict(as_notebook_links(attack, links)) if is_notebook else links
        write_links(folder / seats.attacker(index), links)


def _planted_gradebook(world: World) -> Path:
    path = world.root / "grades" / "gradebook.db"
    path.parent.mkdir()
    with Gradebook.open(path, world.catalog.course, write=True):
        pass
    plant_in_database(path, world.canaries["gradebook"])
    return path


def _grade_class(
    world: World, folder: Path, gradebook: Path, attacks: Sequence[Attack]
) -> tuple[Mapping[str, Any], str]:
    options = ["--submissions", str(folder), "--gradebook", str(gradebook), "--workers", str(WORKERS)]
    done = _course_cli(world, "grade", *options, "--format", "json", *_exercises(attacks, world), status=0)
    reports: Mapping[str, Any] = json.loads(done.stdout)["submissions"]
    return reports, done.stderr


def _exercises(attacks: Sequence[Attack], world: World) -> list[str]:
    return [exercise.id for exercise in with_needs(world.catalog, sorted({attack.exercise for attack in attacks}))]


def _course_cli(world: World, *args: str, status: int) -> subprocess.CompletedProcess[str]:
    return run_python(world, ["-m", "course_cli", *args], status=status)
