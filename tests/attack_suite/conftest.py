"""One run of each path for all its tests: of those attacks alone that were selected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .files import Attack, all_attacks
from .paths import PATHS
from .suite import Suite

_seconds: dict[str, float] = {}


@pytest.fixture(scope="session")
def suite(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    asked = {item.callspec.params["attack"].id for item in request.session.items if _has_attack(item)}
    attacks = [attack for attack in all_attacks() if attack.id in asked or not asked]
    suite = Suite(attacks, tmp_path_factory.mktemp("attacks"))
    yield suite
    _seconds.update(suite.seconds)


def _has_attack(item: pytest.Item) -> bool:
    return isinstance(getattr(item, "callspec", None) and item.callspec.params.get("attack"), Attack)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # All of a path's attacks follow each other.
    if {"path", "attack"} <= set(metafunc.fixturenames):
        pairs = [(path, attack) for path in PATHS for attack in all_attacks()]
        metafunc.parametrize(("path", "attack"), pairs, ids=[f"{path}-{attack.id}" for path, attack in pairs])
    elif "path" in metafunc.fixturenames:
        metafunc.parametrize("path", PATHS)
    elif "attack" in metafunc.fixturenames:
        metafunc.parametrize("attack", all_attacks(), ids=lambda attack: attack.id)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for path, seconds in _seconds.items():
        terminalreporter.write_line(f"attacks through {path}: {seconds:.0f} s")
