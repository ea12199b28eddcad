"""Every attack on every path: the same score as without it, nothing given away, nobody else harmed, nothing left."""

from __future__ import annotations

from .files import Attack
from .suite import Suite


def test_is_held(suite: Suite, path: str, attack: Attack) -> None:
    assert not suite.faults(attack, path)


def test_nothing_is_left_or_changed(suite: Suite, path: str) -> None:
    assert not suite.amiss(path), "to find out which attack it was, run them alone: -k name"
