"""Grading the mutations of an exercise, and the table of what its grader let live."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.mutation import Mutation, mutations
from course_cli.errors import EngineFault
from course_cli.language import translated as _

EQUIVALENT = Path("tests", "mutation", "equivalent.json")
VERDICTS = Path("tests", "mutation", "verdicts.json")
TABLE = Path("tests", "mutation", "README.md")


_LISTS = ("survived", "equivalent", "stale")


@dataclass(frozen=True)
class Verdict:
    """What became of the mutations of one exercise; `survived` excludes those recorded as equivalent."""

    id: str
    killed: int
    survived: tuple[str, ...]
    equivalent: tuple[str, ...]
    stale: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Killed among those that could be told from the solution; 1.0 where there is none."""
        possible = self.killed + len(self.survived)
        return self.killed / possible if possible else 1.0


def faults(exercise: Exercise) -> list[Mutation]:
    """Every mutation of an exercise's solution. Raises EngineFault where there is no solution."""
    if exercise.solution_path is None:
        raise EngineFault(_("there is no solution of {} here to mutate").format(exercise.id))
    return list(mutations(read_text(exercise.solution_path)))


def verdict(exercise: Exercise, lived: Mapping[str, bool], reasons: Mapping[str, str]) -> Verdict:
    """The verdict from each mutation's fate, by name; `reasons` says why some are no faults at all."""
    survivors = [name for name, alive in lived.items() if alive]
    return Verdict(
        exercise.id,
        sum(not alive for alive in lived.values()),
        tuple(name for name in survivors if name not in reasons),
        tuple(name for name in survivors if name in reasons),
        tuple(name for name in reasons if name not in survivors),
    )


def read_reasons(catalog: Catalog) -> dict[str, dict[str, str]]:
    """Why a surviving mutation computes the same as the solution: reasons by exercise and name. Raises EngineFault."""
    path = catalog.root / EQUIVALENT
    if not path.is_file():
        return {}
    try:
        reasons = json.loads(read_text(path))
    except ValueError as error:
        raise EngineFault(_("{} is not JSON: {}").format(path, error)) from error
    return {id_: dict(named) for id_, named in reasons.items()}


def keep(catalog: Catalog, verdicts: Iterable[Verdict]) -> None:
    """Put verdicts in the place of those kept before, and write the table of all that there are."""
    path = catalog.root / VERDICTS
    kept = json.loads(read_text(path)) if path.is_file() else {}
    kept.update((found.id, asdict(found)) for found in verdicts)
    ordered = {exercise.id: kept[exercise.id] for exercise in catalog.exercises if exercise.id in kept}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    rows = [Verdict(**{**row, **{name: tuple(row[name]) for name in _LISTS}}) for row in ordered.values()]
    (catalog.root / TABLE).write_text(table(rows), encoding="utf-8")


def table(verdicts: Iterable[Verdict]) -> str:
    """The table of verdicts, in Markdown."""
    rows = list(verdicts)
    lines = [
        "# Mutations of the reference solutions",
        "",
        "Written by `course_cli dev mutate --write`; each is a small fault in a solution, graded in the cage.",
        "What lived and computes the same as the solution, or uses a freedom that the contract leaves, is in",
        "`equivalent.json`, with the reason.",
        "",
        "| exercise | killed | survived | equivalent | killed of the tellable |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [_row(row.id, row.killed, len(row.survived), len(row.equivalent), row.share) for row in rows]
    killed, survived = sum(row.killed for row in rows), sum(len(row.survived) for row in rows)
    equivalent = sum(len(row.equivalent) for row in rows)
    lines.append(_row("**all**", killed, survived, equivalent, killed / max(killed + survived, 1)))
    alive = [f"- `{row.id}`: `{name}`" for row in rows for name in row.survived]
    return "\n".join([*lines, *(["", "## Survivors", "", *alive] if alive else []), ""])


def _row(name: str, killed: int, survived: int, equivalent: int, share: float) -> str:
    return f"| {name} | {killed} | {survived} | {equivalent} | {share:.1%} |"
