"""A stub in another language: its docstrings translated block by block, and its code as it is.

A block is what belongs together when it is read: a paragraph or some lines of formulas, a section's heading, one
argument with what is said of it. Examples and the fields of an exercise's header stay as they are.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from course_cli.language import ENGLISH, spoken
from course_cli.language import translated as _

_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_LITERAL = re.compile(r'(\s*r?""")(.*)("""\s*)', re.DOTALL)
_HEADING = re.compile(r"(Args|Attributes|Raises|Returns|Yields):")
_LISTS = ("Args:", "Attributes:", "Raises:")  # one entry a line, what is indented further belongs to it
_KEPT = re.compile(r"(Text|Order|Needs):")
_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class _Docstring:
    """The lines of a source [start, end) that a docstring's literal takes, and how far it is indented."""

    start: int
    end: int
    indent: int


def texts(source: str) -> list[str]:
    """The blocks of all docstrings of a module, without their indentation, in order.

    Raises:
        SyntaxError: it is not Python.
    """
    found: list[str] = []

    def note(block: str) -> str:
        found.append(block)
        return block

    _rewritten(source, note)
    return found


def with_docstrings(source: str, translated: Callable[[str], str]) -> str:
    """The module with each block of its docstrings in the words of `translated`; all else stays to the letter.

    Raises:
        SyntaxError: it is not Python.
    """
    return _rewritten(source, translated)


def in_spoken_language(source: str) -> str:
    """A stub or a solution of the course's as a learner is shown it. Raises SyntaxError: it is not Python."""
    return source if spoken() == ENGLISH else with_docstrings(source, _)


def without_docstrings(source: str) -> str:
    """What is left without the docstrings, to compare sources by; all of it where it is not Python."""
    try:
        docstrings = _docstrings(source)
    except _UNPARSABLE:
        return source
    lines = io.StringIO(source).readlines()
    for docstring in reversed(docstrings):
        del lines[docstring.start : docstring.end]
    return "".join(lines)


def _docstrings(source: str) -> list[_Docstring]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _Documented) and node.body and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            assert first.end_lineno is not None
            found.append(_Docstring(first.lineno - 1, first.end_lineno, first.col_offset))
    return sorted(found, key=lambda docstring: docstring.start)


def _rewritten(source: str, translated: Callable[[str], str]) -> str:
    lines = io.StringIO(source).readlines()
    done: list[str] = []
    position = 0
    for docstring in _docstrings(source):
        done += lines[position : docstring.start]
        literal = "".join(lines[docstring.start : docstring.end])
        match = _LITERAL.fullmatch(literal)  # one in other quotes stays as it is
        done.append(literal if match is None else _translated(match, docstring, translated))
        position = docstring.end
    return "".join(done + lines[position:])


def _translated(match: re.Match[str], docstring: _Docstring, translated: Callable[[str], str]) -> str:
    opening, text, closing = match.groups()
    margin = " " * docstring.indent
    lines = [line.removeprefix(margin) for line in text.split("\n")]
    said: list[str] = []
    for indent, block, is_text in _blocks(lines):
        words = translated(block) if is_text else block
        said += [f"{margin}{indent}{line}" if line else "" for line in words.split("\n")]
    return opening + "\n".join(said).removeprefix(margin) + (margin if text.endswith("\n" + margin) else "") + closing


def _blocks(lines: list[str]) -> Iterator[tuple[str, str, bool]]:
    """(indentation, text without it, whether it is words) of each block, blank lines among them."""
    is_list = is_example = False
    block: list[str] = []

    def width(line: str) -> int:
        return len(line) - len(line.lstrip())

    def flushed() -> Iterator[tuple[str, str, bool]]:
        if block:
            indent = width(block[0])
            yield " " * indent, "\n".join(line[min(indent, width(line)) :] for line in block), True
            block.clear()

    for line in lines:
        bare = line.strip()
        is_example = bool(bare) and (is_example or bare.startswith(">>>"))
        if not bare or is_example or _KEPT.match(line):
            yield from flushed()
            yield line[: width(line)] if bare else "", bare, False
            continue
        if width(line) == 0 and not block:
            is_list = bare in _LISTS
        if block and (_HEADING.fullmatch(block[-1].strip()) or (is_list and width(line) <= width(block[0]))):
            yield from flushed()
        block.append(line)
    yield from flushed()
