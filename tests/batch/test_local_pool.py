"""The grading processes of one machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from course_cli.batch.local import LocalPool, usable_cores
from course_cli.batch.work import Task
from course_cli.course.catalog import Catalog
from course_cli.grading.submission import Submission

SOFTMAX = "perceptron/softmax"


def children() -> set[int]:
    return {int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_each_process_keeps_to_a_core_of_its_own_and_further_ones_share() -> None:
    course = Catalog.load()
    cores = usable_cores()
    before = children()
    path = course.get(SOFTMAX).solution_path
    assert path is not None
    files = {course.get(SOFTMAX).file: path.read_bytes()}
    with LocalPool(course, [SOFTMAX], cores + 1) as pool:
        kept = [os.sched_getaffinity(pid) for pid in children() - before]
        outcomes = list(pool.run(Task(Submission(str(number), files), (SOFTMAX,)) for number in range(3)))
    assert sorted(map(len, kept)) == [1] * (cores + 1)
    assert set().union(*kept) == os.sched_getaffinity(0)
    assert all(outcome.report is not None and outcome.report.score == outcome.report.max_score for outcome in outcomes)
