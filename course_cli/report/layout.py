"""Laying out text in columns of a terminal, where some characters take two and some none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from course_cli.language import translated as _

# Chinese and Japanese break anywhere but before a closing mark and after an opening one.
_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_CLOSING: Final = "，。、；：？！）」』】》”’…"
_OPENING: Final = "（「『【《“‘"
_UNBROKEN: Final = re.compile(rf"[{_OPENING}(\[]*(?:[{_WIDE}]|[^{_WIDE}{_OPENING}]+)[{_CLOSING})\]]*|.")
_NUMBER: Final = re.compile(r"(?<=\[)[-+.]*\w[-+.\w]*(?=[],])|(?<=, )[-+.]*\w[-+.\w]*(?=[],])")


def number(value: float) -> str:
    """Points as people write them: 3, 2.5."""
    return f"{value:g}" if value == round(value, 2) else f"{value:.2f}"


def width(text: str) -> int:
    """How many columns a terminal uses for `text`: two for East Asian wide characters, none for combining ones."""
    return sum(map(_columns, text))


def wrap(text: str, columns: int) -> list[str]:
    """Break prose into lines of at most `columns`: at spaces, beside Chinese characters, and inside what is longer."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            joined = f"{line}{piece}" if line else piece.lstrip()
            if width(joined) <= columns:
                line = joined
                continue
            if line and width(piece.lstrip()) <= columns:
                lines.append(line)
                line = piece.lstrip()
                continue
            *full, line = fold(joined, columns)
            lines += full
        lines.append(line)
    return lines


def _pieces(paragraph: str) -> Iterator[str]:
    """What must stay on one line, each with the space before it: words, and single characters of those who use none."""
    for word in paragraph.split():
        space = " "
        for piece in _UNBROKEN.findall(word):
            yield space + piece
            space = ""


def fold(line: str, columns: int) -> list[str]:
    """Break one line into pieces of at most `columns`, after a space where that leaves half a line or more.

    Nothing is lost, spaces included; there is always at least one piece.
    """
    lines: list[str] = []
    rest = line.expandtabs(4)
    while (end := _fitting(rest, columns)) < len(rest):
        space = rest.rfind(" ", 0, end) + 1
        if rest[:space].strip() and width(rest[:space]) >= columns / 2:
            end = space
        lines.append(rest[:end])
        rest = rest[end:]
    return [*lines, rest]


def _fitting(text: str, columns: int) -> int:
    """How many characters of `text` fit, at least one."""
    used = 0
    for position, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            return max(1, position)
    return len(text)


def by_rows(text: str, columns: int) -> list[str] | None:
    """A matrix that one line has no room for, each row on a line below the other; None where that does not fit either.

    Rows begin below the row before, and numbers end below each other where there is room for that.
    """
    if width(text) <= columns:
        return None
    for lines in (in_rows(text), _below(_rows(text))):
        if len(lines) > 1 and all(len(line) <= columns for line in lines):
            return lines
    return None


def in_rows(text: str) -> list[str]:
    """A matrix with each row on a line below the other, numbers below each other; any other text on one line."""
    return _below(_aligned(_rows(text)))


def _rows(text: str) -> list[str]:
    return re.split(r"(?<=\]), (?=\[|dtype=)", text) if text.isascii() else [text]


def _aligned(rows: list[str]) -> list[str]:
    """The rows with their numbers made equally wide."""
    widest = max((len(number) for row in rows for number in _NUMBER.findall(row)), default=0)
    return [_NUMBER.sub(lambda number: f"{number[0]:>{widest}}", row) for row in rows]


def _below(rows: list[str]) -> list[str]:
    """Each row but the last with its comma, begun below the bracket that the one before it closed last."""
    lines: list[str] = []
    opened: list[int] = []
    closed = 0
    for row in rows:
        lines.append(" " * closed + row + ("," if len(lines) < len(rows) - 1 else ""))
        for column, character in enumerate(row, closed):
            if character == "[":
                opened.append(column)
            elif character == "]" and opened:
                closed = opened.pop()
    return lines


def block(text: str, columns: int, most: int) -> list[str]:
    """Preformatted text (a tensor, a traceback) folded to `columns`, and cut to `most` lines, the last saying so."""
    return cut([piece for line in text.split("\n") for piece in fold(line.rstrip(), columns)], most)


def cut(lines: list[str], most: int) -> list[str]:
    """At most so many lines, the last saying how many more there were."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _("… {} more lines").format(len(lines) - most + 1)]


def _columns(character: str) -> int:
    if " " <= character <= "~":
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
