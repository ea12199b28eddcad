"""A grading process that forks another: both grade, neither needs the other, and the libraries are in memory once."""

from __future__ import annotations

import os
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_class
from processes import family, wait_until

from course_cli.course.catalog import Catalog
from course_cli.errors import NucleusDied
from course_cli.grading import client
from course_cli.grading.client import DEBUG_VARIABLE, Engine
from course_cli.grading.report import ExerciseResult, Report
from course_cli.grading.submission import Submission

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="engines are forked on Linux alone")

ID = "shapes/double"
RIGHT = Submission("", {"shapes/double.py": tiny_class.RIGHT.encode()})
WRONG = Submission("", {"shapes/double.py": tiny_class.WRONG.encode()})


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


def untimed(report: Report) -> Report:
    def exercise(result: ExerciseResult) -> ExerciseResult:
        return replace(result, seconds=0, checks=tuple(replace(check, seconds=0) for check in result.checks))

    return replace(report, exercises=tuple(map(exercise, report.exercises)))


def kib(pid: int, what: str) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(rf"^{what}: +(\d+) kB", text, re.M)[0])


def test_it_grades_as_the_first_does_and_loads_nothing_again(catalog: Catalog) -> None:
    before = family(os.getpid())
    with Engine(catalog, [ID]) as first, first.fork() as second:
        for submission in (RIGHT, WRONG):
            assert untimed(second.grade(submission, [ID])) == untimed(first.grade(submission, [ID]))
        engine, *others = (pid for pid in family(os.getpid()) if pid not in before)
        taken = sum(kib(pid, "Pss") for pid in (engine, *others))
        assert taken < 1.5 * kib(engine, "Rss"), (taken, kib(engine, "Rss"), len(others))
    assert wait_until(lambda: set(family(os.getpid())) <= set(before))


@pytest.mark.parametrize("killed", [0, 1], ids=["first", "forked"])
def test_either_goes_on_without_the_other(catalog: Catalog, killed: int) -> None:
    before = family(os.getpid())
    with ExitStack() as stack:
        first = stack.enter_context(Engine(catalog, [ID]))
        engines = [first, stack.enter_context(first.fork())]
        assert [engine.grade(RIGHT, [ID]).score for engine in engines] == [4, 4]
        engines[killed].kill()
        with pytest.raises(NucleusDied):
            engines[killed].grade(RIGHT, [ID])
        assert [engines[1 - killed].grade(each, [ID]).score for each in (RIGHT, WRONG, RIGHT)] == [4, 1, 4]
    assert wait_until(lambda: set(family(os.getpid())) <= set(before))


def test_a_python_built_for_older_kernels_starts_it_afresh(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as conda's."""
    monkeypatch.delattr(os, "pidfd_open")
    with Engine(catalog, [ID]) as first, first.fork() as second:
        assert second.grade(RIGHT, [ID]).score == 4


def test_what_ends_it_is_said_to_whoever_asks(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DEBUG_VARIABLE, "1")
    with Engine(catalog, [ID]) as first, first.fork() as second:
        second._connection.send_bytes(b"no request")
        with pytest.raises(NucleusDied, match=DEBUG_VARIABLE):
            second.confined()
    assert "ValidationError" in capfd.readouterr().err


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    """More than 1,024 are open, as in a busy server."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < 2_000:
        pytest.skip(f"this user may have {before[1]} files open, and needs 2,000: see `ulimit -Hn`")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(2_000, before[0]), before[1]))
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_100)]
    yield
    for descriptor in opened:
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("many_descriptors")
def test_its_zygotes_have_none_of_the_descriptors_that_it_was_given(catalog: Catalog) -> None:
    before = family(os.getpid())
    with Engine(catalog, [ID]) as engine:
        assert engine.grade(RIGHT, [ID]).score == 4
        _, *others = (pid for pid in family(os.getpid()) if pid not in before)
        assert others
        for pid in others:
            assert max(int(name) for name in os.listdir(f"/proc/{pid}/fd")) < 100


@pytest.mark.parametrize("forked", [False, True], ids=["first", "forked"])
def test_the_end_of_a_process_is_seen_though_its_connection_is_held_open(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, forked: bool
) -> None:
    held: list[int] = []
    pair = client._socket_pair

    def held_open() -> tuple[object, object]:
        ours, theirs = pair()
        held.append(os.dup(theirs.fileno()))
        return ours, theirs

    monkeypatch.setattr(client, "_socket_pair", held_open)
    monkeypatch.setattr(client, "STOPPED_SECONDS", 0.1)
    with Engine(catalog, [ID]) as first, first.fork() as second:
        engine = second if forked else first
        engine.kill()
        with pytest.raises(NucleusDied):
            engine.grade(RIGHT, [ID])
    for descriptor in held:
        os.close(descriptor)
