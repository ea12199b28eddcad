"""What an exercise's docstrings promise of shapes: the names of the axes of arguments, results and attributes.

Read from the course's own text, never from a learner's. What is not understood has no names; nothing here raises.
A docstring says it in one of these ways, in `Args:`, `Returns:` or `Attributes:`:

    X: samples, shape (n, d)                          `or` between several: shape (d,) or (m, d)
    Y, shape, dtype and device of X                   that of an argument; also: same shape as X
    (W, b): W of shape (d, q), b of shape (q,)        the parts of a tuple or a list, in their order; {W, b} of a dict
    (loss, grads): a float, and grads, shapes of params
    {"W": (d, q), "b": (q,)}                          a dict by its keys
    biases: one a layer, each of shape (outputs,)     every part
    y: as in `mse_gradient`                           what that function says of an argument, or of its result
    Args, Raises: as for `mse_gradient`.              whole sections
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from course_cli.course.shapes import UNKNOWN, Shapes, read_shapes

_ARRAYS: Final = frozenset({"Tensor", "ndarray", "Parameter"})
_SECTION: Final = re.compile(r"^(Args|Returns|Attributes)\b[^:\n]*:[ \t]*$", re.MULTILINE)
_AS_FOR: Final = re.compile(r"^((?:Args|Returns|Raises)(?:, (?:Args|Returns|Raises))*): as for `(\w+)`", re.MULTILINE)
_AS_IN: Final = re.compile(r"\bas in `(\w+)`")


@dataclass(frozen=True)
class Contract:
    """What one function or method, or of a class its attributes, says of shapes.

    Args:
        parameters: names of its positional parameters, in order, without self.
        arguments, attributes: by name.
        returned: of its value.
        makes: the class of the module whose objects it returns; "" where it returns none.
        returns_arrays: by its annotation; then its docstring has to say their shape.
    """

    parameters: tuple[str, ...] = ()
    arguments: Mapping[str, Shapes] = field(default_factory=dict)
    attributes: Mapping[str, Shapes] = field(default_factory=dict)
    returned: Shapes = UNKNOWN
    makes: str = ""
    returns_arrays: bool = False

    def by_name(self, args: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a call by their names."""
        return {**dict(zip(self.parameters, args, strict=False)), **keywords}


NO_CONTRACT: Final = Contract()


def read_contracts(source: str) -> dict[str, Contract]:
    """The contracts of a module's text by name: "softmax", "RNN", "RNN.forward"; none where it is not Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    arrays = set(_ARRAYS)
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value and _mentions(node.value, arrays):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            arrays |= {target.id for target in targets if isinstance(target, ast.Name)}
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    found: dict[str, Contract] = {}
    for name, node in _definitions(tree.body):
        if isinstance(node, ast.ClassDef):
            text = _sections(ast.get_docstring(node) or "").get("Attributes", "")
            found[name] = Contract(attributes=_entries(text, found), makes=name)
        else:
            found[name] = _of_function(node, found, classes, arrays)
    return found


def unstated(contracts: Mapping[str, Contract]) -> list[str]:
    """The functions and methods that return arrays and do not say of what shape."""
    return [name for name, contract in contracts.items() if contract.returns_arrays and not contract.returned.told]


def _definitions(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{name}", method) for name, method in _definitions(node.body))


def _of_function(
    node: ast.FunctionDef, known: Mapping[str, Contract], classes: set[str], arrays: set[str]
) -> Contract:
    docstring = ast.get_docstring(node) or ""
    sections = _sections(docstring)
    arguments, returned = _entries(sections.get("Args", ""), known), UNKNOWN
    for match in _AS_FOR.finditer(docstring):
        other = known.get(match[2], NO_CONTRACT)
        arguments = {**other.arguments, **arguments} if "Args" in match[1] else arguments
        returned = other.returned if "Returns" in match[1] else returned
    if text := _on_one_line(sections.get("Returns", "")):
        reference = _AS_IN.search(text)
        returned = read_shapes(text, arguments)
        if reference and not returned.told:
            returned = known.get(reference[1], NO_CONTRACT).returned
    annotation = node.returns
    makes = annotation.value if isinstance(annotation, ast.Constant) else getattr(annotation, "id", "")
    return Contract(
        parameters=tuple(argument.arg for argument in node.args.args if argument.arg != "self"),
        arguments=arguments,
        returned=returned,
        makes=makes if makes in classes else "",
        returns_arrays=annotation is not None and _mentions(annotation, arrays),
    )


def _mentions(annotation: ast.expr, names: set[str]) -> bool:
    nodes = (node for node in ast.walk(annotation) if isinstance(node, (ast.Name, ast.Attribute)))
    return any((node.id if isinstance(node, ast.Name) else node.attr) in names for node in nodes)


def _sections(docstring: str) -> dict[str, str]:
    """The indented text below each heading."""
    found = {}
    for match in _SECTION.finditer(docstring):
        below = docstring[match.end() + 1 :]
        end = re.search(r"^(?=\S)", below, re.MULTILINE)
        found[match[1]] = below[: end.start()] if end else below
    return found


def _entries(text: str, known: Mapping[str, Contract]) -> dict[str, Shapes]:
    """Those of a section made of `name: text` and `name, name: text`; on one line `;` separates them."""
    indent = re.match(r" *", text)
    margin = indent[0] if indent else ""
    found: dict[str, Shapes] = {}
    starts = list(re.finditer(rf"(?:^{margin}|; )(\w+(?:, \w+)*): ", text, re.MULTILINE))
    ends = [*(start.start() for start in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=False):
        entry = _on_one_line(text[start.end() : end])
        shapes, reference = read_shapes(entry, found), _AS_IN.search(entry)
        other = known.get(reference[1], NO_CONTRACT).arguments if reference and not shapes.told else {}
        found.update((name, other.get(name, shapes)) for name in start[1].split(", "))
    return found


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
