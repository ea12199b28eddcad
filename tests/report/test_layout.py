"""Columns of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_cli.report.layout import block, fold, number, width, wrap

ANY = st.text(alphabet="ab \t中文é\u0301字。", max_size=80)


def test_width_counts_columns() -> None:
    assert width("abc") == 3
    assert width("中文") == 4
    assert width("e\u0301") == 1
    assert width("✓") == 1


def test_prose_breaks_at_spaces_and_inside_what_has_none() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("a verylongword b", 6) == ["a very", "longwo", "rd b"]
    assert wrap("每一行都要归一化", 6) == ["每一行", "都要归", "一化"]
    assert wrap("梯度在 nn.Parameter 上：（全部）是零。", 12) == ["梯度在", "nn.Parameter", "上：（全部）", "是零。"]
    assert wrap("one\n\ntwo", 10) == ["one", "", "two"]
    assert wrap("", 10) == [""]


def test_preformatted_text_keeps_its_spaces() -> None:
    assert fold("  a  b", 10) == ["  a  b"]
    assert fold("abcdef", 4) == ["abcd", "ef"]
    assert fold("中文字", 4) == ["中文", "字"]
    assert fold("", 4) == [""]


def test_a_long_block_says_how_much_is_missing() -> None:
    assert block("a\nb\nc", 10, 3) == ["a", "b", "c"]
    assert block("a\nb\nc\nd", 10, 3) == ["a", "b", "… 2 more lines"]


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (2.5, "2.5"), (1 / 3, "0.33"), (0, "0"), (107.0, "107")])
def test_points_read_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text


@given(ANY, st.integers(2, 30))
def test_nothing_is_wider_than_asked_and_nothing_is_lost(text: str, columns: int) -> None:
    for lines in (wrap(text, columns), fold(text, columns)):
        assert all(width(line) <= columns for line in lines)
    assert "".join("".join(wrap(text, columns)).split()) == "".join(text.split())
    assert "".join(fold(text, columns)) == text.expandtabs(4)
