"""From all statements of a notebook to those that a few of its names need, in the order in which they stand.

The meaning is that of running every cell from the top: the last binding of a name counts, and what an included
statement looks up is what it would have found there.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from course_cli.workspace.notebook_statements import STAR, Kind, Statement

MAX_STEPS = 300_000

_END = sys.maxsize


class TooTangled(Exception):
    """The statements refer to each other in so many ways that following them takes too long."""


def needed(statements: Sequence[Statement], names: Iterable[str]) -> list[Statement]:
    """The statements without which one of `names`, as it is after all have run, could not be used.

    Imports of everything (`from x import *`) are among them wherever they may be what defines a name.

    Raises:
        TooTangled: only where someone made it so.
    """
    slicer = _Slicer(with_global_effects(statements))
    return [statements[index] for index in sorted(slicer.include(names))]


def with_global_effects(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those that name a function when they run changing also the globals that it would set."""
    sets: dict[str, frozenset[str]] = {}
    for statement in statements:
        if statement.sets:
            sets.update(dict.fromkeys(statement.binds, statement.sets))
    if not sets:
        return list(statements)
    return [
        _also_changing(statement, [sets[name] for name in statement.needs if name in sets]) for statement in statements
    ]


def _also_changing(statement: Statement, sets: Sequence[frozenset[str]]) -> Statement:
    if not sets:
        return statement
    # One set as it is: a copy for each of many calls could fill the memory.
    changes = sets[0] if len(sets) == 1 and not statement.changes else statement.changes.union(*sets)
    return replace(statement, changes=changes)


class _Slicer:
    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._stars = [index for index, statement in enumerate(statements) if statement.name == STAR]
        self._definers: dict[str, list[int]] = defaultdict(list)
        self._functions: set[str] = set()
        self._steps = 0
        holds: dict[str, Kind] = {}
        for index, statement in enumerate(statements):
            self._count(len(statement.binds) + len(statement.changes))
            holds.update(dict.fromkeys(statement.binds, statement.kind))
            for name in statement.changes - holds.keys():
                holds[name] = "assignment"
            # Neither `torch.manual_seed(0)` nor `plt.rcParams["dpi"] = 9` makes the name what a function needs it for;
            # `layers.append(8)` may.
            stores = {name for name in statement.stores if holds.get(name) != "import"}
            calls = {name for name in statement.calls if holds.get(name) == "assignment"}
            for name in statement.binds | statement.changes | stores | calls:
                self._definers[name].append(index)
                if statement.later:
                    self._functions.add(name)

    def include(self, names: Iterable[str]) -> set[int]:
        included: set[int] = set()
        seen = {(name, _END) for name in names}
        waiting = list(seen)

        def want(names: Iterable[str], before: int) -> None:
            new = {(name, before) for name in names} - seen
            seen.update(new)
            waiting.extend(new)

        while waiting:
            name, before = waiting.pop()
            for index in self._reaching(name, before):
                statement = self._statements[index]
                self._count(1 + len(statement.needs) + len(statement.later))
                if index not in included:
                    included.add(index)
                    want(statement.needs, index)
                    want(statement.later, _END)
                if before != _END:
                    want(statement.later, before)  # a function that is looked up there may be called there
        return included

    def _reaching(self, name: str, before: int) -> Iterator[int]:
        """The statements that what `name` stands for just before statement `before` may come from.

        Where one that changes it looks it up itself, those before are left to be found from there.
        """
        definers = self._definers.get(name, [])
        certain = -1
        for position in range(bisect_left(definers, before) - 1, -1, -1):
            index = definers[position]
            yield index
            statement = self._statements[index]
            if name in statement.binds or (name in statement.needs and name not in self._functions):
                certain = index
                break
        yield from self._stars[bisect_right(self._stars, certain) : bisect_left(self._stars, before)]

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise TooTangled
