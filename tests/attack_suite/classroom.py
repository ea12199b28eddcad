"""Submissions laid out as each path wants them, every attack between two honest ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .course_copy import REPOSITORY, with_needs
from .files import Attack, filled
from .world import World

Files = Mapping[str, str]


@dataclass(frozen=True)
class Seats:
    """Who sits where: attack number i is student 2i + 1, between the honest 2i and 2i + 2."""

    attacks: Sequence[Attack]

    def attacker(self, index: int) -> str:
        return f"{2 * index + 1:04}-{self.attacks[index].id.replace('/', '-')}"

    def neighbours(self, index: int) -> tuple[str, str]:
        return self._honest(index), self._honest(index + 1)

    def exercise_of(self, index: int) -> str:
        """What honest student `index` answers: the same as the attack before."""
        return self.attacks[max(index - 1, 0)].exercise

    def honest(self) -> list[tuple[str, str]]:
        """Every honest student and the exercise of each."""
        return [(self._honest(index), self.exercise_of(index)) for index in range(len(self.attacks) + 1)]

    def _honest(self, index: int) -> str:
        return f"{2 * index:04}-honest"


def honest_files(world: World, exercise: str, student: str) -> Files:
    """The reference solution, and those that it imports, with a canary that nobody else may see."""
    found = {}
    for one in with_needs(world.catalog, [exercise]):
        text = (REPOSITORY / "solutions" / one.file).read_text(encoding="utf-8")
        found[one.file] = f"{text}\n\n# {world.canaries['neighbour']} {student}\n"
    return found


def armed_files(attack: Attack, targets: Mapping[str, str]) -> Files:
    beside = {place: filled(text, targets) for place, text in attack.beside.items()}
    return {f"{attack.exercise}.py": filled(attack.source, targets), **beside}


def unarmed_files(attack: Attack) -> Files:
    return {f"{attack.exercise}.py": attack.unarmed}


def write_files(folder: Path, files: Files) -> None:
    for place, text in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_links(folder: Path, links: Mapping[str, str]) -> None:
    for place, leads_to in links.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(leads_to)


def as_notebook(files: Files, chapter: str) -> Files:
    """The same with the chapter's answers in a notebook, each in the cell that the released one has for it."""
    answers = {place: text for place, text in files.items() if _is_answer(place, chapter)}
    cells = [_cell(text, place.removesuffix(".py").replace("/", "-")) for place, text in answers.items()]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    rest = {place: text for place, text in files.items() if place not in answers}
    return {f"{chapter}/{chapter}.ipynb": json.dumps(notebook), **rest}


def as_notebook_links(attack: Attack, links: Mapping[str, str]) -> Mapping[str, str]:
    """A link in place of the answer is one in place of the notebook."""
    answer = f"{attack.exercise}.py"
    return {
        f"{attack.chapter}/{attack.chapter}.ipynb" if place == answer else place: to for place, to in links.items()
    }


def _is_answer(place: str, chapter: str) -> bool:
    return place.startswith(f"{chapter}/") and (REPOSITORY / "solutions" / place).exists()


def _cell(source: str, grade_id: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": grade_id,
        "metadata": {"nbgrader": {"grade_id": grade_id, "solution": True, "schema_version": 3}},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
