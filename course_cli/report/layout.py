"""Laying out text in columns of a terminal, where some characters take two and some none."""

from __future__ import annotations

import unicodedata


def number(value: float) -> str:
    """Points as people write them: 3, 2.5."""
    return f"{value:g}" if value == round(value, 2) else f"{value:.2f}"


def width(text: str) -> int:
    """How many columns a terminal uses for `text`: two for East Asian wide characters, none for combining ones."""
    return sum(map(_columns, text))


def wrap(text: str, columns: int) -> list[str]:
    """Break prose into lines of at most `columns`: at spaces, and inside what has none (Chinese, long names)."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if width(joined) <= columns:
                line = joined
                continue
            if line and width(word) <= columns:
                lines.append(line)
                line = word
                continue
            *full, line = fold(joined, columns)
            lines += full
        lines.append(line)
    return lines


def fold(line: str, columns: int) -> list[str]:
    """Break one line at every `columns` columns, keeping its spaces; always at least one line."""
    lines = [""]
    used = 0
    for character in line.expandtabs(4):
        size = _columns(character)
        if used + size > columns and lines[-1]:
            lines.append("")
            used = 0
        lines[-1] += character
        used += size
    return lines


def block(text: str, columns: int, most: int) -> list[str]:
    """Preformatted text (a tensor, a traceback) folded to `columns`, and cut to `most` lines, the last saying so."""
    lines = [piece for line in text.split("\n") for piece in fold(line.rstrip(), columns)]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"… {len(lines) - most + 1} more lines"]


def _columns(character: str) -> int:
    if " " <= character <= "~":
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
