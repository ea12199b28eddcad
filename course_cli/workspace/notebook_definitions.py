"""Answers in cells that nobody marked: their definitions are found by name, and give way to the stub's."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from course_cli.workspace.notebook_magics import split_cell_magic, without_line_magics
from course_cli.workspace.notebook_statements import read_statements

_FUTURE = "from __future__ import "  # a stub's first: Python wants it there


@dataclass(frozen=True)
class _Definition:
    """What binds `name` in the lines `first` to `last`, counted from 0, the last one not among them."""

    name: str
    first: int
    last: int


def defines(source: str, names: frozenset[str]) -> frozenset[str]:
    """Which of the names a cell defines by statements that stand on lines of their own."""
    return frozenset(found.name for found in _definitions(source, names))


def with_stub_for(source: str, stub: str, names: frozenset[str]) -> str:
    """A cell with the stub's definitions in place of its own; all else in it stays as it is.

    Of several definitions of a name the first is replaced, and the others are taken out. What else the stub has (its
    imports, the names that its annotations use), and the cell has not, is put before the first; what it imports from
    `__future__`, where the cell begins.

    Args:
        stub: the stub's text.
        names: what it defines that are answers.
    """
    found = list(_definitions(source, names))
    if not found:
        return source
    lines, pieces = source.split("\n"), _pieces(stub)
    fresh = {name: text for name, text in pieces if name in names}
    have = {statement.text for statement in read_statements(_python(source), 0)}
    beside = [
        text
        for name, text in pieces
        if name not in names and not {statement.text for statement in read_statements(text, 0)} <= have
    ]
    future = [text for text in beside if text.startswith(_FUTURE)]
    beside = beside[len(future) :]
    seen: set[str] = set()
    kept: list[str] = []
    position = 0
    for one in sorted(found, key=lambda one: one.first):
        kept += lines[position : one.first]
        if not seen:
            kept += [*beside, ""] if beside else []
        kept += fresh[one.name].split("\n") if one.name not in seen else []
        seen.add(one.name)
        position = one.last
    kept += lines[position:]
    magic = split_cell_magic(source)[1]
    begin = source[: source.index(magic)].count("\n") + 1 if magic else 0
    return "\n".join([*kept[:begin], *future, *kept[begin:]])


def _definitions(source: str, names: frozenset[str]) -> Iterator[_Definition]:
    body = _body(_python(source))
    spans = [(_first(node), node.end_lineno or node.lineno) for node in body]
    for position, node in enumerate(body):
        if (name := _bound(node)) not in names:
            continue
        first, last = spans[position]
        if all(end <= first or start >= last for index, (start, end) in enumerate(spans) if index != position):
            yield _Definition(name, first, last)


def _pieces(stub: str) -> list[tuple[str, str]]:
    """The stub's statements but its docstring: what each binds, "" for an import, and its text."""
    lines = stub.split("\n")
    return [
        (_bound(node), "\n".join(lines[_first(node) : node.end_lineno]))
        for node in _body(stub)
        if not isinstance(node, ast.Expr)
    ]


def _bound(node: ast.stmt) -> str:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _first(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1


def _python(source: str) -> str:
    """The cell, line for line, without what only IPython understands; empty where it is not Python for all that."""
    body = split_cell_magic(source)[0]
    for text in (body, without_line_magics(body)[0]):
        try:
            read_statements(text, 0)
            return text
        except SyntaxError:
            continue
    return ""


def _body(source: str) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes in a learner's strings
        return ast.parse(source).body
