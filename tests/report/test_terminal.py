"""The report that a learner reads at a terminal."""

from __future__ import annotations

import re

import pytest
from click import unstyle

from course_cli.course.place import default_root
from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.language import ENGLISH, speak
from course_cli.report.layout import width
from course_cli.report.terminal import NARROWEST, Style, can_show_marks, render


def shown(report: Report, columns: int = 80, unicode: bool = True) -> str:
    return unstyle(render(report, Style(columns, unicode)))


def test_the_whole_report(report: Report) -> None:
    assert shown(report) == (
        "shapes/double                                          2/8.5\n"
        "  ✓     2 every entry is doubled\n"
        "  ✗ 0/2.5 logits around 10000 give finite, right probabilities\n"
        "          contains nan at [0, 0], where 0.4391 was expected\n"
        "          called    softmax(tensor([[10002., 10000.]]))\n"
        "          got       tensor([[nan, nan]])\n"
        "          expected  tensor([[0.4391, 0.0594]])\n"
        "          printed   debug 1\n"
        "                    debug 2\n"
        "          hint      softmax(x) equals softmax(x - c) for every c: which c keeps\n"
        "                    exp in range?\n"
        "  -   0/1 what follows\n"
        "          it needs this first: large\n"
        "  ✗   0/1 it ends\n"
        "          took longer than 5 seconds\n"
        "          hint      stop\n"
        "  ✗   0/1 it lives\n"
        "          ended the process\n"
        "          hint      do not\n"
        "  ✗   0/1 it is your own\n"
        "          called torch.softmax\n"
        "          hint      write it\n"
        "\n"
        "shapes/quadruple                                         0/3  not written yet\n"
        "\n"
        "basics/count                                           0/1.5  cannot be imported\n"
        "          SyntaxError: line 3\n"
        "              def f(:\n"
        "                    ^\n"
        "\n"
        "basics/other                                           0/1.5  no file\n"
        "\n"
        "Score 2/14.5"
    )


@pytest.mark.parametrize("columns", [1, 20, 40, 59, 60, 80, 200])
def test_it_fits_the_terminal(report: Report, hostile: Report, columns: int) -> None:
    for each in (report, hostile):
        for line in shown(each, columns).split("\n"):
            assert width(line) <= max(columns, NARROWEST)


def test_a_narrow_terminal_puts_labels_above_their_text(report: Report) -> None:
    assert "    got\n      tensor([[nan, nan]])\n    expected\n" in shown(report, 40)


def test_ascii_terminals_get_ascii_marks(report: Report) -> None:
    text = shown(report, unicode=False)
    assert text.isascii()
    assert "  +     2 every entry" in text
    assert "  x 0/2.5 logits" in text


@pytest.mark.parametrize(
    ("encoding", "can"), [("utf-8", True), ("ascii", False), ("latin-1", False), (None, False), ("no-such", False)]
)
def test_marks_need_an_encoding_that_has_them(encoding: str | None, can: bool) -> None:
    assert can_show_marks(encoding) is can


def test_a_student_cannot_write_to_the_terminal(hostile: Report) -> None:
    text = render(hostile)
    ours = re.compile(r"\x1b\[\d+m")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", ours.sub("", text))
    assert "\x1b[31mred" not in text
    assert "title\x07" not in text


def test_weak_isolation_is_said(report: Report, hostile: Report) -> None:
    assert "weak isolation" in shown(hostile)
    assert "weak isolation" not in shown(report)


def test_floods_are_cut() -> None:
    flood = "line\n" * 1000
    check = CheckResult("c", "t", 1, 0, "failed", flood, "h", "x" * 100_000, flood, flood, flood)
    report = Report("c", "full", "cpu", (ExerciseResult("a/b", "graded", (check,)),))
    assert len(shown(report).split("\n")) < 70


def test_labels_of_wide_characters_leave_their_texts_in_one_column(report: Report) -> None:
    speak("zh", default_root())
    try:
        text = shown(report)
    finally:
        speak(ENGLISH, default_root())
    beside = [line for line in text.split("\n") if re.match(r" {10}(?:调用|得到|预期|输出|提示)", line)]
    assert [width(line[: line.rindex("  ") + 2]) for line in beside] == [20] * 8
    assert "还没有写" in text
    assert "得分 2/14.5" in text
