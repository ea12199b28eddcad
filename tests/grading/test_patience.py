"""Judging an answer costs the trusted side bounded memory and processor time, whatever the answer is."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny_course as tiny

from course_cli.batch.process import GradingProcess
from course_cli.batch.work import Task
from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.patience import JudgedTooLong, Patience
from course_cli.grading.report import CheckResult
from course_cli.grading.submission import Submission


def compute_for_ever() -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:  # noqa: BLE001 - as a grader could have it
            pass


def test_a_computation_without_end_is_broken_off_once_and_for_all() -> None:
    patience = Patience(0.1)
    with pytest.raises(JudgedTooLong), patience.judging():
        compute_for_ever()
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    with patience.judging():
        cheap = sum(range(10))
    assert cheap == 45
    with pytest.raises(JudgedTooLong), patience.judging():
        compute_for_ever()


def test_waiting_is_not_judging() -> None:
    with Patience(0.1).judging():
        time.sleep(0.3)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much is mapped")
def test_memory_is_bounded() -> None:
    allocating = "limit_memory(1 << 28); bytearray(1 << 20); bytearray(1 << 29)"
    code = f"from course_cli.grading.patience import limit_memory; {allocating}"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stderr.splitlines()[-1] == "MemoryError"


GRADER = """
import torch
from course_cli.grading import Rules, assert_close, points

RULES = Rules(total_seconds=1)


@points(1, hint="-")
def test_count(student):
    \"\"\"as many steps as it says\"\"\"
    steps = sum(1 for _ in range(int(student.double(torch.ones(1)).flatten()[0])))
    assert_close(float(steps), 2.0)


@points(2, hint="-")
def test_wide(student):
    \"\"\"what comes out is added to a row\"\"\"
    assert_close((student.double(torch.zeros(1)) + torch.zeros(1 << 10)).sum(), torch.tensor(0.0))


@points(4, hint="-")
def test_plain(student):
    \"\"\"nothing is computed with it\"\"\"
    assert_close(student.double(torch.ones(2)), torch.full((2,), 2.0))
"""
LONG = "def double(X):\n    return X * (1e15 if len(X) == 1 else 2)\n"
WIDE = "import torch\ndef double(X):\n    return 2 * X if X.any() else torch.zeros(1 << 21, 1)\n"


def test_an_answer_that_is_costly_to_judge_costs_its_points_and_nobody_elses(tiny_course: Path) -> None:
    tiny.put(tiny_course / "graders/shapes/test_double.py", GRADER)
    with Engine(Catalog.load(tiny_course), ["shapes/double"]) as engine:

        def grade(text: str) -> dict[str, CheckResult]:
            report = engine.grade(Submission("", {"shapes/double.py": text.encode()}), ["shapes/double"])
            return {check.id: check for check in report.exercises[0].checks}

        checks = grade(LONG)
        assert {id_: check.score for id_, check in checks.items()} == {"count": 0, "wide": 2, "plain": 4}
        assert "takes too long" in checks["count"].message
        assert [check.score for check in grade(tiny.DOUBLE).values()] == [1, 2, 4]
        if sys.platform == "linux":  # elsewhere memory is not bounded
            checks = grade(WIDE)
            assert {id_: check.score for id_, check in checks.items()} == {"count": 1, "wide": 0, "plain": 4}
            assert "memory" in checks["wide"].message
            assert [check.score for check in grade(tiny.DOUBLE).values()] == [1, 2, 4]


MANY = GRADER[: GRADER.index("@points(2")] + """
@points(2, hint="-")
def test_wide(student):
    \"\"\"many answers are kept\"\"\"
    for _ in range(1_000):
        student.double(torch.ones(3))


""" + GRADER[GRADER.index("@points(4") :]
# As much as is left, to the last kilobytes: the larger a piece is, the sooner there is no room for it.
FULL = """
import itertools, torch

sizes = itertools.chain([1 << 24] * 29, *([1 << power] * 6 for power in range(23, 10, -1)), itertools.repeat(1 << 8))

def double(X):
    return torch.zeros(next(sizes)) if len(X) == 3 else 2 * X
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not bounded")
def test_answers_that_fill_the_memory_cost_their_points_and_are_forgotten(tiny_course: Path) -> None:
    tiny.put(tiny_course / "graders/shapes/test_double.py", MANY.replace("total_seconds=1", "total_seconds=200"))
    with Engine(Catalog.load(tiny_course), ["shapes/double"]) as engine:

        def grade(text: str) -> dict[str, float]:
            report = engine.grade(Submission("", {"shapes/double.py": text.encode()}), ["shapes/double"])
            return {check.id: check.score for check in report.exercises[0].checks}

        def mapped() -> int:
            return int(Path(f"/proc/{engine._process.pid}/statm").read_text().split()[0]) * resource.getpagesize()

        assert grade(tiny.DOUBLE) == {"count": 1, "wide": 2, "plain": 4}
        before = mapped()
        assert grade(FULL) == {"count": 1, "wide": 0, "plain": 4}
        assert mapped() < before + (1 << 26)
        assert grade(tiny.DOUBLE) == {"count": 1, "wide": 2, "plain": 4}


UNHEEDING = """
from course_cli.grading import Rules, points

RULES = Rules(total_seconds=0.2)


@points(4, hint="-")
def test_endless(student):
    \"\"\"whatever happens is caught\"\"\"
    while True:
        try:
            sum(range(1000))
        except BaseException:
            pass
"""


def test_a_grader_that_does_not_heed_it_ends_the_process_and_no_other(tiny_course: Path) -> None:
    tiny.put(tiny_course / "graders/shapes/test_double.py", UNHEEDING)
    files = {"shapes/double.py": tiny.DOUBLE.encode(), "basics/count.py": tiny.COUNT.encode()}
    with GradingProcess(Catalog.load(tiny_course), ["basics/count", "shapes/double"]) as process:
        outcomes = [process.grade(Task(Submission("", files), ids)) for ids in (("shapes/double", "basics/count"),
                                                                               ("basics/count",))]  # fmt: skip
    assert "long after its time was up" in outcomes[0].faults["shapes/double"]
    for outcome in outcomes:
        assert outcome.report is not None
        assert [exercise.score for exercise in outcome.report.exercises] == [1.5]
