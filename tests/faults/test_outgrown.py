"""The kernel that runs out of memory, or of patience, ends a submission's process: that is the submission's affair."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from processes import family

from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.submission import Submission
from course_cli.sandbox.confinement import Limits
from course_cli.sandbox.pool import Ended, WorkerTimedOut, _how_it_ended

MOST_KB = 700 << 10

LARGE = b"import time\n\ndef double(X):\n    kept = b'x' * (1 << 30)\n    time.sleep(2)\n    return 2 * X\n"


def own_kb(pid: int) -> int:
    try:
        found = re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


@contextmanager
def a_machine_of_little_memory() -> Iterator[None]:
    """Ends, as the kernel would, whatever we started that takes more than MOST_KB."""
    done = Event()

    def watch() -> None:
        while not done.wait(0.02):
            for pid in family(os.getpid()):
                if own_kb(pid) > MOST_KB:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)

    thread = Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="finds processes through /proc")
def test_a_submission_that_takes_more_than_the_machine_has_is_graded(tiny_course: Path) -> None:
    catalog = Catalog.load(tiny_course)
    submission = Submission("", {"shapes/double.py": LARGE})
    with Engine(catalog, ["shapes/double"]) as engine, a_machine_of_little_memory():
        (result,) = engine.grade(submission, ["shapes/double"]).exercises
    first = result.checks[0]
    assert (first.status, first.score) == ("crashed", 0.0), result
    assert "has not the memory that it took" in first.message


def test_the_hard_limit_of_processor_time_is_the_submissions_own() -> None:
    limits = Limits(memory_bytes=1 << 30, cpu_seconds=25)
    assert isinstance(_how_it_ended(Ended(signal.SIGKILL, 24.9, 0), limits, False), WorkerTimedOut)
    assert not isinstance(_how_it_ended(Ended(signal.SIGKILL, 20.0, 0), limits, False), WorkerTimedOut)
