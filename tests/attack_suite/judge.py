"""Whether an attack was held: decided from what came of it, of the same answer without it, and of its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .course_copy import TOTAL_SECONDS

# Beside its own time there is that of starting and burying workers, on a machine that does other things too.
SLACK_SECONDS = 15.0


@dataclass(frozen=True)
class Graded:
    """What one exercise of one submission came to on some path.

    `shown` is everything that was written about this submission, whoever may read it.
    """

    score: float
    max_score: float
    status: str
    checks: Mapping[str, str]
    seconds: float
    shown: str = ""

    @property
    def passed(self) -> frozenset[str]:
        return frozenset(name for name, status in self.checks.items() if status == "passed")

    @property
    def statuses(self) -> frozenset[str]:
        return frozenset({self.status, *self.checks.values()})


@dataclass(frozen=True)
class Run:
    """What a path came to: each submission's grade by student, and what is amiss with the world afterwards."""

    graded: Mapping[str, Graded]
    amiss: Sequence[str] = ()
    seconds: float = 0.0
    note: str = field(default="", compare=False)


def graded_from(exercise: Mapping[str, Any], shown: str) -> Graded:
    """From one exercise of the JSON that every path gives."""
    statuses = {check["id"]: check["status"] for check in exercise["checks"]}
    return Graded(
        exercise["score"], exercise["max_score"], exercise["status"], statuses, exercise["seconds"], shown
    )


def faults(
    armed: Graded | None,
    unarmed: Graded,
    neighbours: Sequence[Graded | None],
    *,
    ends: str = "",
    canaries_in: Callable[[str], list[str]],
) -> list[str]:
    """In which ways an attack was not held; none is what has to be."""
    found = []
    for where, neighbour in zip(("before", "after"), neighbours, strict=True):
        if neighbour is None:
            found.append(f"the honest one {where} it was not graded")
        elif neighbour.score != neighbour.max_score:
            lost = [name for name, status in neighbour.checks.items() if status != "passed"]
            found.append(f"the honest one {where} it lost {lost}: {neighbour.shown[:2000]}")
    if armed is None:
        return [*found, "it was not graded"]
    if unarmed.score >= unarmed.max_score:
        found.append("without the attack it has full marks: it has to be wrong")
    if gained := armed.passed - unarmed.passed:
        found.append(f"it gained {sorted(gained)}")
    if armed.score > unarmed.score:
        found.append(f"it scores {armed.score:g}, without the attack {unarmed.score:g}")
    if armed.checks.keys() != unarmed.checks.keys():
        found.append("it was judged by other checks")
    if leaked := canaries_in(armed.shown):
        found.append(f"what is shown gives away the planted {', '.join(leaked)}")
    if armed.seconds > TOTAL_SECONDS + SLACK_SECONDS:
        found.append(f"it took {armed.seconds:.1f} s")
    if ends and ends not in armed.statuses:
        found.append(f"it should have ended as {ends}, not {sorted(armed.statuses)}: {armed.shown[:2000]}")
    return found
