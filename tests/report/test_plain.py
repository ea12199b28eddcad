"""Text of a student's, made safe to show."""

from __future__ import annotations

import unicodedata

import pytest
from bounded import processor_seconds
from hypothesis import given
from hypothesis import strategies as st

from course_cli.report.plain import inert, one_line, person, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text\twith\nlines", "plain text\twith\nlines"),
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1Hcleared", "cleared"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice control\x1b\\after", "after"),
        ("\x9b31mred", "red"),
        ("\x9d0;title\x9cafter", "after"),
        ("\x1b]never ended", ""),
        ("\x1b]broken off\x1b[31mred \x9dagain\x1bcreset", "red reset"),
        ("\x1bcreset", "reset"),
        ("\x1b(0line drawing", "line drawing"),
        ("\x1b", ""),
        ("a\r\nb\rc\x0bd\x0ce\u2028f\u2029g\x85h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("over\x08\x08write\x00\x7f", "overwrite"),
        ("\u202eright to left\u202c \u2066x\u2069 \u200fy", "right to left x y"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("ad\u200da \u200c\u200d ad\u034fa \u3164\uffa0\U000e0041 a\ufe0f", "ada  ada  a"),
        ("\u0645\u06cc\u200c\u062e 👩\u200d💻 ❤\ufe0f\u200d🔥", "\u0645\u06cc\u200c\u062e 👩\u200d💻 ❤\ufe0f\u200d🔥"),
        ("\u0915\u094d\u200d\u0937 e\u0301\u0323", "\u0915\u094d\u200d\u0937 e\u0301\u0323"),
        ("Z" + "\u0300" * 100, "Z" + "\u0300" * 8),
        ("\ud800 \ufffe \uffff", "\ufffd \ufffd \ufffd"),
        ("softmax 对每一行 é ✓ 😀", "softmax 对每一行 é ✓ 😀"),
        ("", ""),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_name_is_on_one_line_and_to_be_seen() -> None:
    assert one_line(" a\n b\u2028c\t") == "a b c"
    assert person("梅\nb") == "梅 b"
    assert person("\u200b\x1b]0;x\x07") == r"\u200b\x1b]0;x\x07"
    assert len(person("\u200b" * 1000, 80)) <= 80


def test_no_log_obeys_it() -> None:
    assert person("::error title=x::y") == r"\::error title=x::y"
    assert inert("std::sort\n \u3000::x\n##[a]##[b]") == "std::sort\n \u3000\\::x\n##\\[a]##\\[b]"


def test_long_text_is_cut() -> None:
    assert plain("x" * 100, 10) == "x" * 9 + "…"
    assert plain("x" * 10, 10) == "x" * 10
    assert len(plain("x" * 10_000_000)) == 4000


@pytest.mark.parametrize(
    "piece", ["\x9d", "\x1b]", "\x1bP\x90", "\x9b0", "\x1b[0", "\x1b[ ", "\x1b ", "\x9d\x1b", "\u200d", " ::", "##"]
)
def test_no_text_takes_long(piece: str) -> None:
    """As long as the cells that nbgrader's pages show, and a line of a learner's own file."""
    with processor_seconds(10):
        for end in ("", "\x1bX", "\x1b"):
            one_line(piece * (400_000 // len(piece)) + end, 100_000)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = plain(text, 100)
    assert len(shown) <= 100
    shown.encode("utf-8")
    for character in shown:
        assert character in "\n\t\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    assert plain(shown, 100) == shown
