"""The top-level statements of a cell, and for each what it binds and what it refers to."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from course_cli.workspace.untrusted import parse

Kind = Literal["definition", "import", "assignment", "other"]

STAR = "*"

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Statement:
    """One statement, whole. An import of several names is several statements.

    Attributes:
        traced: `text` with the cell and the line where a message that quotes one of its lines should send its reader.
        binds: the names it certainly binds when it has run.
        changes: the names it may bind, or binds anew from what they were (`x += 1`).
        stores: the names whose objects it changes (`x[0] = 1`, `x.a = 1`, `setattr(x, "a", 1)`).
        calls: the names whose methods it calls for their effect (`layers.append(1)`).
        needs: the names it looks up when it runs.
        later: the names that functions defined in it look up when they are called.
        sets: the names that functions defined in it bind (`global x`) or whose objects they change when called.
        module: where an import takes `name` from; a relative one begins with dots. `name` is "" for `import module`.
    """

    text: str
    traced: str
    cell: int
    kind: Kind
    binds: frozenset[str] = _NOTHING
    changes: frozenset[str] = _NOTHING
    stores: frozenset[str] = _NOTHING
    calls: frozenset[str] = _NOTHING
    needs: frozenset[str] = _NOTHING
    later: frozenset[str] = _NOTHING
    sets: frozenset[str] = _NOTHING
    module: str = ""
    name: str = ""


def read_statements(source: str, cell: int, most: int | None = None) -> list[Statement]:
    """The statements of a cell that can matter to others, the first `most` of them.

    Raises SyntaxError, with the line in the cell.

    What Python's parser says in other ways about hostile text (too deep, a NUL) is a SyntaxError as well.
    """
    try:
        tree = parse(source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in a student's strings
            cutter = _Cutter(source, tree, cell)
            found = (statement for node in tree.body for statement in _statements(node, cutter, cell))
            return list(islice(found, most))
    except SyntaxError:
        raise
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise SyntaxError(str(error) or "nested too deeply") from error


def _statements(node: ast.stmt, cutter: _Cutter, cell: int) -> Iterator[Statement]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            text = f"import {_renamed(alias)}"
            yield Statement(
                text, text + cutter.mark(node.lineno), cell, "import", frozenset({bound}), module=alias.name
            )
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            binds = _NOTHING if alias.name == STAR else frozenset({alias.asname or alias.name})
            text = f"from {module} import {_renamed(alias)}"
            yield Statement(
                text, text + cutter.mark(node.lineno), cell, "import", binds, module=module, name=alias.name
            )
    elif not (
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call))
        or (isinstance(node, ast.AnnAssign) and node.value is None)
    ):
        yield _analysed(node, cutter, cell)


def _renamed(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _analysed(node: ast.stmt, cutter: _Cutter, cell: int) -> Statement:
    text = cutter.text(node)
    kind: Kind = "other"
    if isinstance(node, _DEFINITIONS):
        kind = "definition"
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        kind = "assignment"
    names = _Names()
    try:
        names.read(_scopes(text))
    except SyntaxError as error:
        error.lineno = node.lineno + (error.lineno or 1) - 1
        raise
    effects = _effects(node)
    if kind == "other":
        effects.changes.update(names.bound)
    return Statement(
        text, cutter.traced(node), cell, kind,
        binds=_NOTHING if kind == "other" else frozenset(names.bound),
        changes=frozenset(effects.changes),
        stores=frozenset(effects.stores),
        calls=frozenset(effects.calls),
        needs=frozenset(names.needed | effects.changes),
        later=frozenset(names.later),
        sets=frozenset(names.globals | (_effects(node, of_functions=True).stores & names.later)),
    )  # fmt: skip


class _Generators(ast.NodeTransformer):
    """Every comprehension as the generator of the same items."""

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.AST:
        return self.generic_visit(ast.GeneratorExp(node.elt, node.generators))

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        return self.generic_visit(ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators))


def _scopes(text: str) -> symtable.SymbolTable:
    """The names of a statement. Raises SyntaxError."""
    table = symtable.symtable(text, "cell", "exec")
    tree = ast.parse(text)
    if any(isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp)) for node in ast.walk(tree)):
        # Since Python 3.12 these have no scope of their own, and what they look up is not told.
        with suppress(RecursionError):  # a sum of 400 terms: its text as it is will do
            table = symtable.symtable(ast.unparse(_Generators().visit(tree)), "cell", "exec")
    return table


@dataclass
class _Names:
    bound: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)

    def read(self, top: symtable.SymbolTable) -> None:
        for symbol in top.get_symbols():
            if symbol.is_assigned() or symbol.is_imported():
                self.bound.add(symbol.get_name())
            if symbol.is_referenced():
                self.needed.add(symbol.get_name())
        for child in top.get_children():
            self._read_inner(child, self.needed)

    def _read_inner(self, table: symtable.SymbolTable, found: set[str]) -> None:
        # A comprehension runs at once, where it stands; its scope is that of a function with this odd parameter.
        if table.get_type() == "function" and ".0" not in table.get_identifiers():
            found = self.later
        for symbol in table.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                found.add(symbol.get_name())
            if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported()):
                self.globals.add(symbol.get_name())
        for child in table.get_children():
            self._read_inner(child, found)


@dataclass
class _Effects:
    changes: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


def _effects(statement: ast.stmt, *, of_functions: bool = False) -> _Effects:
    """What a statement does to objects that others made.

    What the functions that it defines would do is left out, unless that is asked for too.
    """
    found = _Effects()
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (*_DEFINITIONS, ast.Lambda)) and not of_functions:
            continue
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            found.stores |= _base(node)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.changes.add(node.target.id)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Attribute):
                found.calls |= _base(function)
            elif isinstance(function, ast.Name) and function.id in ("setattr", "delattr") and node.value.args:
                found.stores |= _base(node.value.args[0])
        waiting.extend(ast.iter_child_nodes(node))
    return found


def _base(node: ast.AST) -> set[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _all_statements(tree: ast.Module) -> Iterator[ast.stmt]:
    waiting: list[ast.AST] = [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.stmt):
                yield node
            elif not isinstance(node, (ast.excepthandler, ast.match_case)):
                continue
            waiting.append(node)


class _Cutter:
    """Cuts statements out of a source: whole lines, unless several statements share one."""

    def __init__(self, source: str, tree: ast.Module, cell: int) -> None:
        self._cell = cell
        self._lines = [line.encode() for line in source.split("\n")]
        self._traced = list(self._lines)
        for node in _all_statements(tree):
            # Behind a statement that begins and ends on its line, no string or bracket can be open.
            if not hasattr(node, "body") and node.lineno == node.end_lineno and self._ends_line(node):
                self._traced[node.lineno - 1] += self.mark(node.lineno).encode()

    def text(self, node: ast.stmt) -> str:
        return self._cut(node, self._lines)

    def traced(self, node: ast.stmt) -> str:
        return self._cut(node, self._traced)

    def mark(self, line: int) -> str:
        return f"  # code cell {self._cell}, line {line}"

    def _cut(self, node: ast.stmt, lines: list[bytes]) -> str:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        lines = lines[first - 1 : node.end_lineno]
        if not self._ends_line(node):
            lines[-1] = lines[-1][: node.end_col_offset]
        if not decorators:
            lines[0] = lines[0][node.col_offset :]
        return b"\n".join(lines).rstrip().decode()

    def _ends_line(self, node: ast.stmt) -> bool:
        assert node.end_lineno is not None
        rest = self._lines[node.end_lineno - 1][node.end_col_offset :].strip()
        return not rest or rest.startswith(b"#")
