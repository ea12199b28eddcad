"""Processes that somebody stops: nothing hangs, nothing is left, and no submission pays for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import tiny_class
from processes import all_gone, family, wait_until

from course_cli.course.catalog import Catalog
from course_cli.errors import NucleusDied
from course_cli.grading import client
from course_cli.grading.client import Engine
from course_cli.grading.rules import Rules
from course_cli.grading.submission import Submission

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes through /proc")

ID = "shapes/double"
SLOW = Submission("", {"shapes/double.py": b"import time\n\ndef double(X):\n    time.sleep(1)\n    return 2 * X\n"})
RIGHT = Submission("", {"shapes/double.py": tiny_class.RIGHT.encode()})


@pytest.fixture(autouse=True)
def others() -> frozenset[int]:
    """What runs below this process for other tests: a browser, their engines."""
    return frozenset(family(os.getpid()))


@pytest.fixture
def ours(others: frozenset[int]) -> Callable[[], list[int]]:
    """The engine, its zygote, the workers, the oldest first."""
    return lambda: [pid for pid in family(os.getpid()) if pid not in others]


def send(number: int, pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


InCall = tuple[Callable[[str], None], list[Thread], list[Callable[[list[int]], None]]]


@pytest.fixture
def in_call(ours: Callable[[], list[int]]) -> Iterator[InCall]:
    """Something to do to the engine's family, itself first, while the submission's first call is running."""
    todo: list[Callable[[list[int]], None]] = []
    threads: list[Thread] = []

    def act(action: Callable[[list[int]], None]) -> None:
        time.sleep(0.5)  # the message is told just before the call; the call lasts a second
        action(ours())

    def progress(text: str) -> None:
        if text.endswith("every entry is doubled") and todo:
            threads.append(Thread(target=act, args=(todo.pop(),)))
            threads[-1].start()

    yield progress, threads, todo
    for thread in threads:
        thread.join()


def test_a_stopped_worker_is_replaced_and_a_suspended_grade_goes_on(catalog: Catalog, in_call, ours) -> None:  # type: ignore[no-untyped-def]
    progress, threads, todo = in_call

    def stop_worker(pids: list[int]) -> None:
        send(signal.SIGSTOP, pids[2:3])  # the older one, which was asked

    def suspend_all(pids: list[int]) -> None:
        send(signal.SIGSTOP, pids)
        time.sleep(Rules().call_seconds + 1)
        send(signal.SIGCONT, pids[1:])  # so that no worker is found stopped
        time.sleep(0.3)
        send(signal.SIGCONT, pids[:1])

    for action in (stop_worker, suspend_all):
        with Engine(catalog, [ID], progress=progress) as engine:
            todo.append(action)
            report = engine.grade(SLOW, [ID])
            assert threads, "something was done meanwhile"
            threads.pop().join()
        assert [check.status for check in report.exercises[0].checks] == ["passed"] * 3, report
    assert not ours()


def test_a_grading_process_that_stays_stopped_is_given_up(catalog: Catalog, in_call) -> None:  # type: ignore[no-untyped-def]
    progress, threads, todo = in_call
    started: list[int] = []

    def stop_engine(pids: list[int]) -> None:
        started.extend(pids)
        send(signal.SIGSTOP, pids[:1])

    todo.append(stop_engine)
    with Engine(catalog, [ID], progress=progress) as engine:
        with pytest.raises(NucleusDied, match="stopped from outside"):
            engine.grade(SLOW, [ID])
    assert wait_until(lambda: all_gone(started))


def test_one_that_is_stopped_before_it_has_read_the_submission_is_given_up(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "STOPPED_SECONDS", 0.2)
    large = Submission("", {"shapes/double.py": tiny_class.RIGHT.encode() + b"#" * (1 << 20)})
    with Engine(catalog, [ID]) as engine:
        assert engine.grade(large, [ID]).score == 4
        send(signal.SIGSTOP, [engine._process.pid])
        with pytest.raises(NucleusDied, match="ended"):
            engine.grade(large, [ID])


def test_leaving_stopped_processes_ends_them(catalog: Catalog, ours: Callable[[], list[int]]) -> None:
    with Engine(catalog, [ID]) as engine:
        assert engine.grade(RIGHT, [ID]).score == 4
        started = ours()
        assert len(started) >= 2
        send(signal.SIGSTOP, started)
    assert wait_until(lambda: all_gone(started))


def test_a_killed_client_leaves_no_stopped_process(catalog: Catalog) -> None:
    reading, writing = os.pipe()
    client = os.fork()
    if client == 0:
        try:
            with Engine(catalog, [ID]) as engine:
                engine.grade(RIGHT, [ID])
                os.write(writing, b"x")
                time.sleep(100)
        finally:
            os._exit(0)
    os.close(writing)  # else a client that fails would be waited for without end
    assert os.read(reading, 1) == b"x"
    started = family(client)
    assert len(started) >= 2
    send(signal.SIGSTOP, started)
    os.kill(client, signal.SIGKILL)
    os.waitpid(client, 0)
    os.close(reading)
    assert wait_until(lambda: all_gone(started))
