"""The grading processes of one machine."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_class
from processes import all_gone, children, family, wait_until

from course_cli.batch.local import LocalPool, usable_cores
from course_cli.batch.work import Outcome, Task
from course_cli.course.catalog import Catalog
from course_cli.grading.submission import Submission

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

ID = "shapes/double"


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


def tasks(count: int) -> Iterator[Task]:
    for number in range(count):
        yield Task(Submission(str(number), {"shapes/double.py": tiny_class.RIGHT.encode()}), (ID,))


def scores(outcomes: list[Outcome]) -> list[int]:
    return [outcome.report.score for outcome in outcomes if outcome.report is not None]


def test_each_process_keeps_to_a_core_of_its_own_and_further_ones_share(catalog: Catalog) -> None:
    before = family(os.getpid())
    with LocalPool(catalog, [ID], usable_cores() + 1) as pool:
        outcomes = list(pool.run(tasks(3)))
        kept = [os.sched_getaffinity(pid) for pid in family(os.getpid()) if pid not in before]
    assert {len(cores) for cores in kept} == {1}
    assert set().union(*kept) == os.sched_getaffinity(0)
    assert scores(outcomes) == [4] * 3


@pytest.mark.parametrize("which", range(3), ids=["the first", "its zygote", "a forked one"])
def test_whichever_of_them_ends_is_replaced(catalog: Catalog, which: int) -> None:
    before = family(os.getpid())
    outcomes = []
    with LocalPool(catalog, [ID], 3) as pool:
        started = [pid for pid in family(os.getpid()) if pid not in before]
        first = started[0]
        for outcome in pool.run(tasks(8)):
            outcomes.append(outcome)
            if len(outcomes) == 1:
                os.kill([first, *sorted(children(first))][which], signal.SIGKILL)
    assert scores(outcomes) == [4] * 8, [outcome.faults for outcome in outcomes]
    # Without the first the others are nobody's children any more.
    assert wait_until(lambda: all_gone([pid for pid in (*started, *family(os.getpid())) if pid not in before]))
