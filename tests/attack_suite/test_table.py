"""The committed table has the attacks and the paths that there are, and says of each what the other tests demand."""

from __future__ import annotations

from .files import all_attacks
from .table import HELD, PAGE, render


def test_the_committed_table_is_that_of_these_attacks() -> None:
    there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    missing = "run `python -m tests.attack_suite --write`"
    assert there == render(all_attacks(), lambda attack, path: HELD), missing
