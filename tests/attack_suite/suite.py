"""All attacks on all paths: each path runs once, when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from .classroom import Seats
from .commands import PathFailed
from .files import Attack
from .judge import Graded, Run, faults
from .paths import PATHS, run_unarmed
from .world import World, canaries


class Suite:
    """Runs some attacks in a folder that is empty, and judges them."""

    def __init__(self, attacks: Sequence[Attack], root: Path) -> None:
        self.attacks = attacks
        self._root = root
        self._canaries = canaries()
        self._runs: dict[str, Run] = {}
        self._failed: dict[str, PathFailed] = {}

    def run(self, path: str) -> Run:
        """What a path came to. Raises PathFailed."""
        if path in self._failed:
            raise self._failed[path]
        if path not in self._runs:
            # Before anything is watched: it also leaves the course's bytecode where it will stay.
            self._unarmed  # noqa: B018
            try:
                self._runs[path] = PATHS[path](self.attacks, self._world(path))
            except PathFailed as failed:
                self._failed[path] = failed
                raise
        return self._runs[path]

    def faults(self, attack: Attack, path: str) -> list[str]:
        """In which ways an attack was not held on a path, apart from what cannot be laid at one attack's door."""
        run, seats, index = self.run(path), Seats(self.attacks), self.attacks.index(attack)
        return faults(
            run.graded.get(seats.attacker(index)),
            self._unarmed[attack.id],
            [run.graded.get(neighbour) for neighbour in seats.neighbours(index)],
            ends=attack.ends,
            canaries_in=self._world_of_course.canaries_in,
        )

    def amiss(self, path: str) -> Sequence[str]:
        """What a path left behind, or changed: any of its attacks may have."""
        return self.run(path).amiss

    @property
    def seconds(self) -> dict[str, float]:
        return {path: run.seconds for path, run in self._runs.items()}

    @cached_property
    def _unarmed(self) -> dict[str, Graded]:
        return run_unarmed(self.attacks, self._world_of_course)

    @cached_property
    def _world_of_course(self) -> World:
        catalog = World.course_for(
            self._root / "course", sorted({attack.exercise for attack in self.attacks}), self._canaries
        )
        return World.make(self._root / "unarmed", catalog, self._canaries)

    def _world(self, path: str) -> World:
        return World.make(self._root / path, self._world_of_course.catalog, self._canaries)
