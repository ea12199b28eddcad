"""Which cells ran in a kernel, and which of them count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from course_cli.workspace.notebook_cells import CodeCell


@dataclass(frozen=True)
class Run:
    """One run of a cell: `number` is that of `In [number]`, `at` in seconds since 1970.

    `cell_id` is the cell's, as the front end told it; "" where it did not, as on a console.
    """

    source: str
    number: int
    at: float
    cell_id: str = ""


class Runs:
    """The last run of every cell, in the order of these runs."""

    def __init__(self) -> None:
        self._last: dict[str, Run] = {}

    def __iter__(self) -> Iterator[Run]:
        return iter(self._last.values())

    def add(self, run: Run) -> None:
        key = run.cell_id or f"In [{run.number}]"
        self._last.pop(key, None)
        self._last[key] = run

    def forget(self, cell_ids: Iterable[str]) -> None:
        """Leave out cells that were deleted."""
        for cell_id in cell_ids:
            self._last.pop(cell_id, None)


@dataclass(frozen=True)
class Ran:
    """The cells that count, in order.

    Attributes:
        cells: numbered as the saved notebook numbers them; those that are not in it have higher numbers. Where the
            front end does not tell cells apart, the number is that of the run, as it is in `In [number]`.
        runs: of each of `cells` the run that counts, by the cell's number.
        known: whether the numbers are those of the saved notebook.
    """

    cells: tuple[CodeCell, ...]
    runs: Mapping[int, Run]
    known: bool


def ran(runs: Iterable[Run], saved: Sequence[CodeCell]) -> Ran:
    """What counts: see the package's docstring. `saved` are the cells of the saved notebook, if there is one."""
    written = [run for run in runs if run.source.strip()]
    places = _by_id(written, saved) or _by_source(written, saved)
    found: list[tuple[CodeCell, Run]] = []
    others: list[Run] = []
    for run in written:
        if (place := places.get(run)) is not None:
            found.append((replace(place, source=run.source), run))
        else:
            others.append(run)
    found.sort(key=lambda pair: pair[0].number)
    first = len(saved) + 1
    found += [(CodeCell(first + index if places else run.number, run.source), run) for index, run in enumerate(others)]
    return Ran(tuple(cell for cell, _ in found), {cell.number: run for cell, run in found}, bool(places))


def _by_id(runs: Sequence[Run], saved: Sequence[CodeCell]) -> dict[Run, CodeCell]:
    cells = {cell.id: cell for cell in reversed(saved) if cell.id}
    return {run: cells[run.cell_id] for run in runs if run.cell_id in cells}


def _by_source(runs: Sequence[Run], saved: Sequence[CodeCell]) -> dict[Run, CodeCell]:
    """The cells whose text ran, if nothing else did; else none: which cell became which cannot be told."""
    left: dict[str, list[CodeCell]] = {}
    for cell in saved:
        left.setdefault(cell.source, []).append(cell)
    found: dict[Run, CodeCell] = {}
    for run in runs:
        cells = left.get(run.source)
        if not cells:
            return {}
        found[run] = cells.pop(0) if len(cells) > 1 else cells[0]
    return found
