"""What of a syntax tree is worth a look."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from course_cli.batch.flags import names
from course_cli.language import marked

_LONGEST_TEXT = 2_000
_PACKED = re.compile(r"[A-Za-z0-9+/=_-]{200,}|(?:\\x[0-9a-f]{2}){50,}")
_MOST_ELEMENTS = 300
_LARGEST_INT_BITS = 256
_LONG = marked("a very long literal: numbers learnt elsewhere, or something packed")
_MOST_PARTS = 12  # of a dotted name
_BY_TEXT = ("getattr", "setattr", "delattr", "hasattr")

_Assigned = (
    ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete | ast.For | ast.AsyncFor | ast.comprehension | ast.withitem
)


class Finding(NamedTuple):
    line: int
    name: str
    why: str


def findings(tree: ast.Module, packages: frozenset[str]) -> Iterator[Finding]:
    """Everything in a module that is flagged; `packages` are the submission's own, which it may change as it likes."""
    nodes = list(ast.walk(tree))  # by a queue: no depth of the tree ends it
    modules = _imported(nodes)
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    parts = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from _import(node)
        elif isinstance(node, ast.Name):
            yield from _name(node, called)
        elif isinstance(node, ast.Attribute):
            yield from _attribute(node, modules, inner=id(node) in parts)
        elif isinstance(node, ast.Call):
            yield from _call(node, modules, packages)
        elif isinstance(node, _Assigned):
            yield from _assignment(node, modules, packages)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node, modules)
        elif isinstance(node, ast.Constant):
            yield from _constant(node, id(node) in docstrings)
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
            yield from _container(node)


def _imported(nodes: list[ast.AST]) -> dict[str, str]:
    """The dotted name that each imported name stands for."""
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in nodes:
        if isinstance(node, ast.Assign) and (dotted := _dotted(node.value, found)):
            found.update((target.id, dotted) for target in node.targets if isinstance(target, ast.Name))
    return found


def _dotted(node: ast.expr, modules: dict[str, str]) -> str:
    """The full name of `np.random.seed` and its like; "" for what does not start at an import."""
    parts: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        parts.append(node.attr if isinstance(node, ast.Attribute) else "[]")
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in modules:
        return ""
    start = modules[node.id].split(".")
    return ".".join([*start, *reversed(parts)][:_MOST_PARTS])


def _why_module(dotted: str) -> tuple[str, str] | None:
    """The flagged start of a dotted name, and why it is."""
    parts = dotted.split(".", _MOST_PARTS)[:_MOST_PARTS]
    for length in range(1, len(parts) + 1):
        start = ".".join(parts[:length])
        why = names.MODULES.get(start) or names.OF_LIBRARIES.get(start)
        if why is None and parts[0] == "sys" and length == 2:
            why = names.OF_SYS.get(parts[1])
        if why is None and length > 1 and parts[0] in names.PRIVATE_OF and _is_private(parts[length - 1]):
            why = names.PRIVATE
        if why is not None:
            return start, why
    return None


def _is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def _import(node: ast.Import | ast.ImportFrom) -> Iterator[Finding]:
    if isinstance(node, ast.Import):
        dotted = [alias.name for alias in node.names]
    elif node.level or not node.module:
        return
    else:
        dotted = [f"{node.module}.{alias.name}" for alias in node.names]
    for name in dotted:
        if found := _why_module(name):
            yield Finding(node.lineno, *found)


def _name(node: ast.Name, called: set[int]) -> Iterator[Finding]:
    if why := names.BUILTINS.get(node.id):
        yield Finding(node.lineno, node.id, why)
    elif node.id in _BY_TEXT and id(node) not in called:
        yield Finding(node.lineno, node.id, names.RENAMED)


def _attribute(node: ast.Attribute, modules: dict[str, str], *, inner: bool) -> Iterator[Finding]:
    if why := names.ATTRIBUTES.get(node.attr):
        yield Finding(node.lineno, node.attr, why)
    if not inner and (found := _why_module(_dotted(node, modules))):  # the longest of a.b.c has the others in it
        yield Finding(node.lineno, *found)


def _call(node: ast.Call, modules: dict[str, str], packages: frozenset[str]) -> Iterator[Finding]:
    if not isinstance(node.func, ast.Name) or node.func.id not in _BY_TEXT or len(node.args) < 2:
        return
    library = _library(node.args[0], modules, packages)
    name = node.args[1]
    if not library:
        return
    if node.func.id in ("setattr", "delattr"):
        yield Finding(node.lineno, f"{node.func.id}({library}, …)", names.PATCHED)
    elif not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        yield Finding(node.lineno, f"{node.func.id}({library}, …)", names.COMPUTED)
    elif found := _why_module(f"{library}.{name.value}"):
        yield Finding(node.lineno, *found)


def _library(node: ast.expr, modules: dict[str, str], packages: frozenset[str]) -> str:
    """The dotted name of what belongs to a library; "" for what is the submission's own, or is there to be set."""
    dotted = _dotted(node, modules)
    if not dotted or dotted.partition(".")[0] in packages:
        return ""
    settings = any(dotted == start or dotted.startswith(f"{start}.") for start in names.SETTINGS)
    return "" if settings else dotted


def _assignment(node: _Assigned, modules: dict[str, str], packages: frozenset[str]) -> Iterator[Finding]:
    if isinstance(node, (ast.Assign, ast.Delete)):
        targets = list(node.targets)
    elif isinstance(node, ast.withitem):
        targets = [node.optional_vars] if node.optional_vars else []
    else:
        targets = [node.target]
    while targets:
        target = targets.pop()
        if isinstance(target, (ast.Tuple, ast.List)):
            targets += target.elts
        elif isinstance(target, ast.Starred):
            targets.append(target.value)
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            if library := _library(target, modules, packages):
                yield Finding(target.lineno, library, names.PATCHED)
            elif isinstance(target, ast.Attribute) and target.attr == "__class__":
                yield Finding(target.lineno, "__class__", names.ANSWERS_FOR_ITSELF)


def _class(node: ast.ClassDef, modules: dict[str, str]) -> Iterator[Finding]:
    for base in node.bases:
        if why := names.SUBCLASSED.get(_dotted(base, modules)):
            yield Finding(node.lineno, f"class {node.name}", why)
    for statement in node.body:
        defined = [statement.name] if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) else []
        if isinstance(statement, ast.Assign):
            defined = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        for name in defined:
            if why := names.METHODS.get(name):
                yield Finding(statement.lineno, name, why)


def _constant(node: ast.Constant, docstring: bool) -> Iterator[Finding]:
    value = node.value
    if isinstance(value, int) and value.bit_length() > _LARGEST_INT_BITS:
        yield Finding(node.lineno, "literal", _LONG)
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return
    if (len(text) > _LONGEST_TEXT and not docstring) or _PACKED.search(text):
        yield Finding(node.lineno, "literal", _LONG)
    if not docstring:
        for name, why in (*names.ATTRIBUTES.items(), *names.TEXTS.items()):
            if name in text:
                yield Finding(node.lineno, f'"{name}"', why)


def _container(node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> Iterator[Finding]:
    elements = node.values if isinstance(node, ast.Dict) else node.elts
    if len(elements) > _MOST_ELEMENTS:
        yield Finding(node.lineno, "literal", _LONG)
