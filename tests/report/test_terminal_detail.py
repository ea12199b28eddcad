"""How much a terminal is told: what waits is counted, and a screen that is too small begins with the first failure."""

from __future__ import annotations

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st

from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.report.layout import by_rows
from course_cli.report.terminal import Style, render

FIRST = CheckResult("first", "rows sum to 1", 2, 0, "failed", "they do not", "which axis?", "f(X)", "2", "1")
OTHER = CheckResult("other", "X has two dimensions", 1, 0, "failed", "no error", "X.dim()", "f(x)", "3", "ValueError")
PASSED = [CheckResult(f"p{n}", f"passed {n}", 1, 1, "passed") for n in range(3)]
WAITING = [CheckResult(f"w{n}", f"waiting {n}", 0.5, 0, "skipped", "it needs this first: rows") for n in range(3)]


def shown(*checks: CheckResult, rows: int | None = None) -> list[str]:
    report = Report("A course", "full", "cpu", (ExerciseResult("a/b", "graded", checks),))
    return unstyle(render(report, Style(80, True, rows))).split("\n")


def test_checks_that_wait_are_counted_below_those_that_say_something() -> None:
    lines = shown(FIRST, *WAITING, OTHER, PASSED[0])
    assert "  - 0/1.5 3 more checks run once others have passed" in lines
    assert not [line for line in lines if "waiting" in line or "needs this first" in line]
    assert lines.index("  ✓     1 passed 0") < lines.index("  - 0/1.5 3 more checks run once others have passed")


def test_one_that_waits_says_what_for() -> None:
    assert "          it needs this first: rows" in shown(FIRST, WAITING[0])


def test_points_that_a_machine_could_not_judge_are_no_waiting() -> None:
    given = [CheckResult(f"g{n}", f"given {n}", 1, 1, "skipped", "no simulated GPU") for n in range(2)]
    assert sum("no simulated GPU" in line for line in shown(*given)) == 2


@pytest.mark.parametrize("rows", [None, 21])
def test_with_room_for_all_of_it_nothing_is_left_out(rows: int | None) -> None:
    lines = shown(*PASSED, FIRST, OTHER, *WAITING, rows=rows)
    assert sum("passed " in line for line in lines) == 3
    assert sum("hint" in line for line in lines) == 2


def test_what_passed_is_counted_first() -> None:
    lines = shown(*PASSED, FIRST, OTHER, *WAITING, rows=18)
    assert len(lines) <= 18
    assert "  ✓     3 3 checks passed" in lines
    assert sum("hint" in line for line in lines) == 2


def test_then_the_first_failure_alone_is_explained_and_the_command_for_the_rest_is_said() -> None:
    lines = shown(*PASSED, FIRST, OTHER, *WAITING, rows=14)
    assert len(lines) <= 14
    assert "          hint      which axis?" in lines
    assert "  ✗   0/1 X has two dimensions" in lines
    assert "          `course_cli grade a/b` explains them all." in lines
    assert sum("hint" in line for line in lines) == 1


def test_a_matrix_has_its_rows_and_columns_below_each_other() -> None:
    numbers = "0.2090, -3.3442, 0.1529, 0.2938"
    got = f"tensor([[{numbers}], [{numbers}], [nan, nan, nan, ...]], dtype=torch.float64)"
    lines = shown(CheckResult("c", "c", 1, 0, "failed", "m", "h", "", got, "tensor([[1., -2.], [3., 4.]])"))
    at = lines.index("          got       tensor([[ 0.2090, -3.3442,  0.1529,  0.2938],")
    assert lines[at + 1 : at + 5] == [
        "                            [ 0.2090, -3.3442,  0.1529,  0.2938],",
        "                            [    nan,     nan,     nan, ...]],",
        "                           dtype=torch.float64)",
        "          expected  tensor([[1., -2.], [3., 4.]])",
    ]


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("tensor([[1., 2.], [3., 4.]])", 40, None),
        ("tensor([1., 2., 3., 4., 5., 6.])", 20, None),
        ("tensor([[1.25, 2.25, 3.25], [4., 5., 6.]])", 20, None),
        ("array of shape (7, 3): [[1, -2], [3, 4], ...]", 40,
         ["array of shape (7, 3): [[ 1, -2],", " " * 24 + "[ 3,  4], ...]"]),
        ("[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]", 20, ["[[[1, 2],", "  [3, 4]],", " [[5, 6],", "  [7, 8]]]"]),
        ("[['north'], ['east']]", 12, ["[['north'],", " ['east']]"]),
        ("(tensor([[1], [-2]]), tensor([3, 4]))", 36, ["(tensor([[ 1],", "         [-2]]), tensor([ 3,  4]))"]),
    ],
)  # fmt: skip
def test_rows(text: str, columns: int, lines: list[str] | None) -> None:
    assert by_rows(text, columns) == lines


PIECES = ["[", "]", "], [", "(", ")", ", ", "'a'", "1.5", "-2", "nan", "dtype=", "x"]


@given(st.lists(st.sampled_from(PIECES)), st.integers(1, 20))
def test_rows_of_whatever_came_out_lose_nothing(parts: list[str], columns: int) -> None:
    text = "".join(parts)
    lines = by_rows(text, columns)
    assert lines is None or "".join("".join(lines).split()) == "".join(text.split())


def test_a_message_with_code_in_it_is_broken_at_spaces() -> None:
    prose = "importing it raised TabError: inconsistent use of tabs and spaces in indentation (line 34)"
    code = "    return X.exp() / X.exp().sum(dim=1, keepdim=True), X.exp().sum(dim=1, keepdim=True)"
    report = Report("c", "full", "cpu", (ExerciseResult("a/b", "import_error", (FIRST,), 0.0, f"{prose}\n{code}"),))
    text = unstyle(render(report))
    assert "spaces in\n          indentation (line 34)" in text
    assert " \n" not in text
    assert "keepdim=True),\n          X.exp().sum(dim=1, keepdim=True)\n" in text
