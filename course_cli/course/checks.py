"""The checks of a grader, read from its syntax tree: neither torch nor pytest is imported, nothing of it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_cli.errors import GraderError
from course_cli.language import translated as _

_PREFIX = "test_"


@dataclass(frozen=True)
class CheckSpec:
    """One graded statement: its id (the test's name without `test_`), what it is worth and what it hangs on.

    `hint` is what a report shows; `more_hints` are for those who ask again, each more telling.
    """

    id: str
    title: str
    points: float
    needs: tuple[str, ...] = ()
    hint: str = ""
    more_hints: tuple[str, ...] = ()

    @property
    def hints(self) -> tuple[str, ...]:
        """All of them, the least telling first."""
        return (self.hint, *self.more_hints) if self.hint else ()


@dataclass(frozen=True)
class DrawingSpec:
    """A function that draws for some checks, and the title of what it draws."""

    name: str
    title: str
    checks: tuple[str, ...]


def read_checks(grader_path: Path) -> tuple[CheckSpec, ...]:
    """Every check of a grader, in the order of the file.

    Raises:
        GraderError: the file is unreadable, is not Python, or a check is not stated in literals.
    """
    return parse_checks(_parse(grader_path), grader_path.name)


def parse_checks(tree: ast.Module, name: str) -> tuple[CheckSpec, ...]:
    """The checks of a grader's syntax tree; `name` is the file's, for messages. Raises GraderError as `read_checks`."""
    checks = [_check(node, name) for node in _tests(tree)]
    ids = [check.id for check in checks]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        raise GraderError(_("{}: {} is defined more than once").format(name, ", ".join(twice)))
    return tuple(checks)


def read_rule(grader_path: Path, name: str) -> object:
    """What the grader's RULES say of `name`, a literal; None where they say nothing.

    Raises:
        GraderError: the file is unreadable or is not Python.
    """
    for node in _parse(grader_path).body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        if any(isinstance(target, ast.Name) and target.id == "RULES" for target in node.targets):
            for keyword in node.value.keywords:
                if keyword.arg == name and isinstance(keyword.value, ast.Constant):
                    return keyword.value.value
    return None


def read_experiment(grader_path: Path) -> str:
    """What a grader's EXPERIMENT tells a learner to try out, on one line; empty where it has none.

    Raises:
        GraderError: the file is unreadable, is not Python, or the text is not a literal.
    """
    for node in _parse(grader_path).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "EXPERIMENT" for target in node.targets
        ):
            return " ".join(str(_literal(node.value, f"{grader_path.name}: EXPERIMENT")).split())
    return ""


def read_drawings(grader_path: Path) -> tuple[DrawingSpec, ...]:
    """The functions of a grader that draw, in the order of the file.

    Raises:
        GraderError: the file is unreadable, is not Python, or the checks are not stated in literals.
    """
    found = []
    for node in _parse(grader_path).body:
        if isinstance(node, ast.FunctionDef):
            calls = [item for item in node.decorator_list if isinstance(item, ast.Call) and _called(item) == "draws"]
            for call in calls:
                names = [_literal(argument, f"{grader_path.name}: {node.name}") for argument in call.args]
                found.append(DrawingSpec(node.name, _title(node), tuple(map(str, names))))
    return tuple(found)


def dependents(checks: Sequence[CheckSpec], roots: frozenset[str]) -> frozenset[str]:
    """`roots` and every check that needs one of them, directly or through others."""
    found = set(roots)
    while True:
        more = {check.id for check in checks if check.id not in found and found.intersection(check.needs)}
        if not more:
            return frozenset(found)
        found |= more


def _parse(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes())
    except OSError as error:
        raise GraderError(_("cannot read {}: {}").format(path.name, error.strerror)) from error
    except SyntaxError as error:
        problem = _("{} is not valid Python: {} (line {})").format(path.name, error.msg, error.lineno)
        raise GraderError(problem) from error
    except ValueError as error:
        raise GraderError(_("{} is not valid Python: {}").format(path.name, error)) from error


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith(_PREFIX):
            yield node


def _check(node: ast.FunctionDef, name: str) -> CheckSpec:
    where = f"{name}: {node.name}"
    calls = [item for item in node.decorator_list if isinstance(item, ast.Call) and _called(item) == "points"]
    if len(calls) != 1:
        raise GraderError(_("{} needs exactly one @points(...)").format(where))
    values = {keyword.arg: keyword.value for keyword in calls[0].keywords}
    if calls[0].args:
        values["points"] = calls[0].args[0]
    points = _literal(values.get("points"), where)
    if isinstance(points, bool) or not isinstance(points, (int, float)):
        raise GraderError(_("{}: the points are not a number").format(where))
    needs = _literal(values["needs"], where) if "needs" in values else ()
    needs = (needs,) if isinstance(needs, str) else needs
    if not (isinstance(needs, (tuple, list)) and all(isinstance(need, str) for need in needs)):
        raise GraderError(_("{}: `needs` is neither a name nor a tuple of names").format(where))
    hint, *more = _hints(values.get("hint"), where)
    return CheckSpec(node.name.removeprefix(_PREFIX), _title(node), float(points), tuple(needs), hint, tuple(more))


def _hints(node: ast.expr | None, where: str) -> list[str]:
    """The hints of a check, each on one line; one empty one where there is none."""
    value = _literal(node, where) if node is not None else ""
    texts = [value] if isinstance(value, str) else value
    if not (isinstance(texts, (tuple, list)) and texts and all(isinstance(text, str) for text in texts)):
        raise GraderError(_("{}: the hint is not text, nor a tuple of texts").format(where))
    return [" ".join(text.split()) for text in texts]


def _title(node: ast.FunctionDef) -> str:
    return " ".join((ast.get_docstring(node) or "").split())


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(node: ast.expr | None, where: str) -> object:
    try:
        return ast.literal_eval(node) if node is not None else None
    except ValueError as error:
        problem = _("points, needs and hint, and the checks of a drawing, have to be literals")
        raise GraderError(f"{where}: {problem}") from error
