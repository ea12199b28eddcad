"""Reports to render: one with every status, one written by a hostile student."""

from __future__ import annotations

import pytest

from course_cli.grading.report import NOT_WRITTEN, CheckResult, ExerciseResult, Report

HOSTILE = "\x1b[31mred\x1b[0m \x1b]0;title\x07 <script>alert(1)</script> & ]]> \u202eevil\u202c \x00\x08\ud800\ufffe"


@pytest.fixture
def report() -> Report:
    checks = (
        CheckResult("values", "every entry is doubled", 2, 2, "passed", seconds=0.01),
        CheckResult(
            "large",
            "logits around 10000 give finite, right probabilities",
            2.5,
            0,
            "failed",
            "contains nan at [0, 0], where 0.4391 was expected",
            "softmax(x) equals softmax(x - c) for every c: which c keeps exp in range?",
            "softmax(tensor([[10002., 10000.]]))",
            "tensor([[nan, nan]])",
            "tensor([[0.4391, 0.0594]])",
            "debug 1\ndebug 2",
        ),
        CheckResult("after", "what follows", 1, 0, "skipped", "it needs this first: large", "not shown"),
        CheckResult("slow", "it ends", 1, 0, "timeout", "took longer than 5 seconds", "stop"),
        CheckResult("dead", "it lives", 1, 0, "crashed", "ended the process", "do not"),
        CheckResult("cheat", "it is your own", 1, 0, "refused", "called torch.softmax", "write it"),
    )
    unwritten = (CheckResult("values", "every entry is quadrupled", 3, 0, "failed", NOT_WRITTEN, "h"),)
    broken = (CheckResult("entries", "counts", 1.5, 0, "failed", "", "h"),)
    return Report(
        "A course",
        "full",
        "cpu",
        (
            ExerciseResult("shapes/double", "graded", checks, 0.25),
            ExerciseResult("shapes/quadruple", "graded", unwritten, 0.1, NOT_WRITTEN),
            ExerciseResult(
                "basics/count", "import_error", broken, 0.1, "SyntaxError: line 3\n    def f(:\n          ^"
            ),
            ExerciseResult("basics/other", "missing", broken),
        ),
    )


@pytest.fixture
def hostile() -> Report:
    check = CheckResult("c", "title", 1, 0, "failed", HOSTILE, "hint", HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    return Report("A course", "weak", "cpu", (ExerciseResult("a/b", "graded", (check,), 0.1, HOSTILE),))
