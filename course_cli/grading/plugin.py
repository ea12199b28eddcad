"""The pytest plugin: collects graders once, and runs their tests again for every submission."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import pytest

from course_cli.grading.drawing import checks_of
from course_cli.grading.inputs import Inputs
from course_cli.grading.rules import Rules
from course_cli.grading.student import Student

Drawer: TypeAlias = Callable[[Student, Inputs], Any]

PREFIX = "test_"

# Each of these costs every check or the start, or would write somewhere.
DISABLED = ("cacheprovider", "terminal", "unraisableexception", "threadexception", "faulthandler", "logging", "capture",
            "junitxml", "doctest", "pastebin", "setuponly", "setupplan", "stepwise", "debugging",
            "legacypath")  # fmt: skip


class GraderPlugin:
    """Collected tests by exercise, what went wrong in collecting, and the fixtures `student` and `inputs`.

    `serve` is called in place of pytest's own run loop.
    """

    def __init__(self, root: Path, serve: Callable[[GraderPlugin], None]) -> None:
        self._root = root
        self._serve = serve
        self._items: dict[Path, dict[str, list[pytest.Function]]] = {}
        self.failures: dict[Path, str] = {}
        self._student: Student | None = None
        self._inputs: Inputs | None = None

    def items(self, grader: Path) -> dict[str, list[pytest.Function]]:
        """The tests of a grader by check id; several where a test is parametrised."""
        return self._items.get(grader, {})

    def rules(self, grader: Path) -> Rules:
        for items in self.items(grader).values():
            module = items[0].module
            assert isinstance(module, ModuleType)
            rules = getattr(module, "RULES", Rules())
            assert isinstance(rules, Rules)
            return rules
        return Rules()

    def drawers(self, grader: Path) -> tuple[Drawer, ...]:
        """The functions of a grader that draw for its checks, in the order of the file."""
        for items in self.items(grader).values():
            return tuple(function for function in vars(items[0].module).values() if checks_of(function))
        return ()

    def run(
        self, item: pytest.Function, student: Student, inputs: Inputs, during_call: AbstractContextManager[object]
    ) -> None:
        """Run one collected test, again if it ran before, the test itself in `during_call`. Raises what that raises.

        Setting up and tearing down stay outside: after a teardown that was broken off pytest would run no other test.
        """
        ours = {"student": student, "inputs": inputs}
        if ours.keys() >= set(item.fixturenames) and next(item.iter_markers(), None) is None:
            # What pytest does around a test takes longer than most calls of a student's function.
            with during_call:
                item.obj(**{name: ours[name] for name in item.fixturenames})
            return
        self._student, self._inputs = student, inputs
        item._initrequest()
        try:
            item.ihook.pytest_runtest_setup(item=item)
            with during_call:
                item.ihook.pytest_runtest_call(item=item)
        finally:
            item.ihook.pytest_runtest_teardown(item=item, nextitem=None)
            self._student = self._inputs = None

    @pytest.fixture
    def student(self) -> Student:
        assert self._student is not None
        return self._student

    @pytest.fixture
    def inputs(self) -> Inputs:
        assert self._inputs is not None
        return self._inputs

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            place = self._root / report.fspath  # pytest's own is relative to its root
            self.failures[place] = _reason(str(report.longrepr), place.name)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            assert isinstance(item, pytest.Function)
            name = item.originalname.removeprefix(PREFIX)
            self._items.setdefault(item.path, {}).setdefault(name, []).append(item)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._serve(self)
        return True


def _reason(told: str, file: str) -> str:
    """The error itself, and the line of the grader that it came from, of what pytest tells of a failed collection."""
    errors = [line[1:].strip() for line in told.splitlines() if line.startswith("E ")]
    lines = re.findall(rf"{re.escape(file)}:(\d+): ", told)
    error = errors[-1] if errors else told.strip()
    return f"{error} (line {lines[-1]})" if lines else error


def collect_and_serve(root: Path, graders: list[Path], serve: Callable[[GraderPlugin], None]) -> None:
    """Collect `graders`, then hand over to `serve` until it returns."""
    options = [option for name in DISABLED for option in ("-p", f"no:{name}")]
    # Whatever configuration lies about is not ours: neither a teacher's nor this project's own.
    options += ["-c", os.devnull, "--rootdir", str(root), "--noconftest", "--import-mode=importlib", "--assert=plain",
                "--continue-on-collection-errors", "--override-ini=python_files=test_*.py"]  # fmt: skip
    pytest.main([*options, *map(str, graders)], plugins=[GraderPlugin(root, serve)])
