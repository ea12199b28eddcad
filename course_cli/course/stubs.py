"""From a solution to the stub that a learner starts from: the same text without the answers."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator

from course_cli.language import translated as _

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
PLACEHOLDER = "# YOUR CODE HERE"
NOT_IMPLEMENTED = "raise NotImplementedError()"

_Block = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def make_stub(solution_text: str) -> str:
    """The stub of a solution: each region between the markers becomes a placeholder at the region's indent.

    Inside a function the placeholder also raises NotImplementedError; at module or class level it is only a comment.

    Raises:
        ValueError: the markers are unbalanced or nested, there is none, a region holds no code, or the solution or
            the stub is not valid Python.
    """
    tree = _parse(solution_text, _("the solution"))
    lines = io.StringIO(solution_text).readlines()  # splitlines() also splits where Python's parser does not
    stub: list[str] = []
    position = 0
    for begin, end in _regions(lines):
        indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
        stub += lines[position:begin]
        stub.append(f"{indent}{PLACEHOLDER}\n")
        if _in_function(tree, begin + 1):
            stub.append(f"{indent}{NOT_IMPLEMENTED}\n")
        position = end + 1
    if not position:
        raise ValueError(_("no `{}` in the solution: there is nothing to write").format(BEGIN))
    text = "".join(stub + lines[position:])
    _parse(text, _("the stub"))
    return text


def without_markers(solution_text: str) -> str:
    """The solution as a learner is shown it."""
    lines = io.StringIO(solution_text).readlines()
    return "".join(line for line in lines if line.strip() not in (BEGIN, END))


def solution_lines(solution_text: str) -> frozenset[int]:
    """The numbers (from 1) of the lines between the markers. Raises ValueError as `make_stub` does."""
    regions = _regions(io.StringIO(solution_text).readlines())
    return frozenset(number for begin, end in regions for number in range(begin + 2, end + 1))


def _regions(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The line indices of each pair of markers."""
    begin: int | None = None
    for number, line in enumerate(lines):
        if line.strip() == BEGIN:
            if begin is not None:
                raise ValueError(_("line {}: `{}` inside the region of line {}").format(number + 1, BEGIN, begin + 1))
            begin = number
        elif line.strip() == END:
            if begin is None:
                raise ValueError(_("line {}: `{}` without a `{}`").format(number + 1, END, BEGIN))
            if all(not text.strip() or text.strip().startswith("#") for text in lines[begin + 1 : number]):
                raise ValueError(_("line {}: the region holds no code").format(begin + 1))
            yield begin, number
            begin = None
    if begin is not None:
        raise ValueError(_("line {}: `{}` without an `{}`").format(begin + 1, BEGIN, END))


def _in_function(tree: ast.Module, line: int) -> bool:
    """Whether the innermost definition around a line is a function."""
    blocks = (node for node in ast.walk(tree) if isinstance(node, _Block))
    around = [node for node in blocks if node.lineno < line <= (node.end_lineno or 0)]
    innermost = max(around, key=lambda node: node.lineno, default=None)
    return isinstance(innermost, (ast.FunctionDef, ast.AsyncFunctionDef))


def _parse(text: str, what: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise ValueError(_("{} is not valid Python: line {}: {}").format(what, error.lineno, error.msg)) from error
