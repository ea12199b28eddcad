"""Small faults in a reference solution, one at a time: what a grader must tell from the right answer.

Only code between the solution markers is changed, and no message of a `raise`: its wording is nobody's contract. The
standard library's syntax trees do; the faulty module keeps no layout that anyone would read.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from course_cli.course.stubs import solution_lines

BINARY: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div, ast.Add), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult, ast.Div), ast.Mod: (ast.Mult,), ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,),
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One faulty version. `name` tells the change and is the same from run to run."""

    name: str
    source: str


def mutations(solution: str) -> Iterator[Mutation]:
    """Every faulty version of a solution's text, each once. Raises ValueError for unbalanced markers."""
    lines = solution_lines(solution)
    tree = ast.parse(solution)
    seen = {ast.unparse(tree)}
    names: Counter[str] = Counter()
    for position, node in enumerate(_changeable(tree, lines)):
        for variant in range(len(_changes(node))):
            mutant = copy.deepcopy(tree)
            target = list(_changeable(mutant, lines))[position]
            before = ast.unparse(_statement(mutant, target))
            _changes(target)[variant]()
            source = ast.unparse(ast.fix_missing_locations(mutant))
            if source not in seen:
                seen.add(source)
                name = _first_difference(before, ast.unparse(_statement(mutant, target)))
                names[name] += 1
                yield Mutation(name if names[name] == 1 else f"{name} ({names[name]})", source)


def _changeable(tree: ast.AST, lines: frozenset[int]) -> Iterator[ast.expr | ast.stmt]:
    """Expressions and statements between the markers, in a fixed order."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.expr, ast.stmt)) and node.lineno in lines and not isinstance(node, ast.JoinedStr):
            yield node
        if not isinstance(node, (ast.Raise, ast.JoinedStr)):
            yield from _changeable(node, lines)


def _changes(node: ast.AST) -> list[Callable[[], None]]:
    """The ways to break one node, in place."""
    if isinstance(node, ast.BinOp):
        return [_setter(node, "op", other()) for other in BINARY.get(type(node.op), ())]
    if isinstance(node, ast.AugAssign):
        return [_setter(node, "op", other()) for other in BINARY.get(type(node.op), ())] + [_dropper(node)]
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return [_setter(node, "ops", [other()]) for other in COMPARISONS.get(type(node.ops[0]), ())]
    if isinstance(node, ast.BoolOp):
        return [_setter(node, "op", ast.And() if isinstance(node.op, ast.Or) else ast.Or())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        return [_replacer(node, node.operand)]
    if isinstance(node, ast.Constant):
        return [_setter(node, "value", value) for value in _other_constants(node.value)]
    if isinstance(node, ast.Call) and len(node.args) == 2 and not any(isinstance(a, ast.Starred) for a in node.args):
        return [_setter(node, "args", node.args[::-1])]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return []  # a docstring
    if isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Raise, ast.If, ast.Assert)):
        return [_dropper(node)]
    return []


def _other_constants(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    if isinstance(value, float):
        return (value * 2 + (value == 0),)
    return ()


def _setter(node: ast.AST, field: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, field, value)


def _replacer(node: ast.AST, other: ast.expr) -> Callable[[], None]:
    def replace() -> None:
        node.__class__ = other.__class__  # the node's parent need not be known
        node.__dict__ = {**node.__dict__, **other.__dict__}

    return replace


def _dropper(node: ast.stmt) -> Callable[[], None]:
    return _replacer(node, ast.Pass())  # type: ignore[arg-type]


def _statement(tree: ast.AST, target: ast.AST) -> ast.AST:
    """The innermost statement that holds `target`."""
    found = target
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and any(child is target for child in ast.walk(node)):
            found = node
    return found


def _first_difference(before: str, after: str) -> str:
    for old, new in zip(before.splitlines(), after.splitlines(), strict=False):
        if old != new:
            return f"{old.strip()} → {new.strip()}"
    return f"{before.splitlines()[0].strip()} → dropped"
