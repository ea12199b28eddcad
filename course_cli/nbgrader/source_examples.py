"""The examples of an exercise's docstrings as code to run, and the cell that gets its score."""

from __future__ import annotations

import ast
import doctest
import textwrap
from collections.abc import Callable, Iterator

from course_cli.language import marked
from course_cli.nbgrader.source_setup import TRY_EXAMPLES

_ONE_POINT = marked(
    "1 point, given by the course's own checks when your work is graded. Here only the examples are tried."
)
_POINTS = marked(
    "{:g} points, given by the course's own checks when your work is graded. Here only the examples are tried."
)


def checks_code(stub: str, points: float, say: Callable[[str], str] = str) -> str:
    """The code of the graded cell: run by a learner it tries the examples, and it shows nothing that is hidden.

    `say` translates its comment.
    """
    answers = [node.name for node in ast.parse(stub).body if isinstance(node, (ast.ClassDef, ast.FunctionDef))]
    comment = say(_ONE_POINT if points == 1 else _POINTS).format(points)
    return f"# {comment}\n{TRY_EXAMPLES}({', '.join(answers)})"


def examples_code(stub: str) -> str:
    """One cell's code for all examples of a stub, each with what it should print below it; "" where it has none."""
    return "\n".join(_code(example) for example in _read(stub)).rstrip("\n")


def _read(stub: str) -> Iterator[doctest.Example]:
    # As grading/examples.py reads them, which costs an import of torch.
    parser = doctest.DocTestParser()
    for node in ast.walk(ast.parse(stub)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield from parser.get_examples(ast.get_docstring(node) or "")


def _code(example: doctest.Example) -> str:
    if example.exc_msg is not None:
        raised = example.exc_msg.partition(":")[0].strip()
        body = textwrap.indent(example.source, "    ")
        return f"try:\n{body}except {raised} as error:\n    print(type(error).__name__)\n# {raised}\n"
    if not example.want:
        return example.source
    want = example.want.rstrip("\n")
    return f"{_printing(example.source, want)}\n{textwrap.indent(want, '# ', lambda _: True)}\n"


def _printing(source: str, want: str) -> str:
    """The example with its value printed, as a prompt would have shown it; a comment behind it stays."""
    body = ast.parse(source).body
    value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
    if value is None or (isinstance(value, ast.Call) and ast.unparse(value.func) == "print"):
        return source.rstrip("\n")  # it prints by itself
    bare_tuple = isinstance(value, ast.Tuple) and value.elts and value.elts[0].col_offset == value.col_offset
    if bare_tuple:
        before, after = "print((", b"))"
    elif want.startswith(("'", '"', "array(")):  # print alone would show these in another form
        before, after = "print(repr(", b"))"
    else:
        before, after = "print(", b")"
    lines = source.rstrip("\n").encode().split(b"\n")
    last = (value.end_lineno or 1) - 1
    end = value.end_col_offset or 0  # ast counts bytes
    lines[last] = lines[last][:end] + after + lines[last][end:]
    return before + b"\n".join(lines).decode()
