"""The Python in a notebook's cell: what only IPython understands is taken out, line for line."""

from __future__ import annotations

import re

# Cell magics whose body IPython runs in the notebook's own namespace.
_TRANSPARENT = frozenset({"time", "prun", "capture"})

_CELL_MAGIC = re.compile(r"%%(\w*)")
_TIMED = re.compile(r"(\s*)%(?:time|prun)\s+(\S.*)")
# What begins with a space would fit a line of spaces in too many ways.
_TARGETS = r"[\w.,\[\]][\w., \[\]]*="
_TIMED_VALUE = re.compile(rf"(\s*{_TARGETS}\s*)%(?:time|prun)\s+(\S.*)")
_MAGIC = re.compile(
    r"\s*(?:[%!?]"  # %magic, !shell, ?help
    rf"|{_TARGETS}\s*[!%](?!=)"  # files = !ls
    r"|[%\w.*\[\]'\"]+\?{1,2}\s*$"  # help?
    r"|(?:pip|conda)\s+install\b)"  # IPython understands these two without a sign
)
# Those of course_cli.jupyter.
_OURS = re.compile(r"%(?:(?:re)?load_ext\s+course_cli\.jupyter|grade|hint|solution)\b")
_OPENING = re.compile(r"\"\"\"|'''|[\"'#\[({\])}]")
_END_OF_STRING = {quote: re.compile(rf"\\.|{quote}") for quote in ('"', "'", '"""', "'''")}


def is_ours(line: str) -> bool:
    """Whether a line only asks the course for something, as the check cells of a notebook for self-study do."""
    return _OURS.match(line) is not None


def split_cell_magic(source: str) -> tuple[str, str | None]:
    """The Python below a cell magic, with as many lines as before, and the magic's line; None where there is none.

    A magic that does something else with its cell than to run it as Python leaves no Python.
    """
    body = source.lstrip()
    match = _CELL_MAGIC.match(body)
    if not match:
        return source, None
    line, _, rest = body.partition("\n")
    blank = "\n" * (source.count("\n") - rest.count("\n"))
    return (blank + rest if match[1] in _TRANSPARENT else ""), line


def without_line_magics(source: str) -> tuple[str, list[str]]:
    """A cell that Python cannot parse, with `pass` in place of each line for IPython, and those lines.

    The statement behind `%time` stays. Lines inside a string, a bracket or after a backslash are Python's.
    """
    lines: list[str] = []
    dropped: list[str] = []
    scanner = _Scanner()
    in_magic = False
    for line in source.split("\n"):
        if in_magic or (scanner.at_statement and _MAGIC.match(line)):
            python = "" if in_magic else _python_of(line)
            if not in_magic:
                dropped.append(line.strip())
            in_magic = line.endswith("\\")
            lines.append(python)
            if python.strip() not in ("", "pass"):
                in_magic = False
                scanner.feed(python)
        else:
            lines.append(line)
            scanner.feed(line)
    return "\n".join(lines), dropped


def without_common_indent(source: str) -> str:
    """A cell whose first line is indented, moved to the margin, as IPython does it."""
    first = next((line for line in source.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return "\n".join(line.removeprefix(indent) for line in source.split("\n")) if indent else source


def _python_of(line: str) -> str:
    for timed in (_TIMED, _TIMED_VALUE):
        match = timed.match(line)
        if match:
            return match[1] + match[2]
    return line[: len(line) - len(line.lstrip())] + "pass"


class _Scanner:
    """Where logical lines begin, in text that need not be valid Python."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def at_statement(self) -> bool:
        return not (self._depth or self._quote or self._continued)

    def feed(self, line: str) -> None:
        position = 0
        while position < len(line):
            if self._quote:
                position = self._leave_string(line, position)
                continue
            match = _OPENING.search(line, position)
            if not match or match[0] == "#":
                break
            position = match.end()
            if match[0] in _END_OF_STRING:
                self._quote = match[0]
            else:
                self._depth = max(0, self._depth + (1 if match[0] in "[({" else -1))
        self._continued = line.endswith("\\")
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""  # never closed: an error, and the next line is a new one

    def _leave_string(self, line: str, position: int) -> int:
        for match in _END_OF_STRING[self._quote].finditer(line, position):
            if match[0] == self._quote:
                self._quote = ""
                return match.end()
        return len(line)
