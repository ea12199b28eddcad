"""The examples of an exercise as they came out, for a terminal."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator

from click import style

from course_cli.grading.report import NOT_WRITTEN, ExampleResult
from course_cli.language import translated as _
from course_cli.report.plain import inert, plain
from course_cli.report.wording import said

_UNKNOWN = re.compile(r"NameError: name '(\w+)' is not defined")


def render(examples: Iterable[ExampleResult]) -> str:
    """Each example as it is typed, what came of it, and what should have where that is something else."""
    lost: set[str] = set()
    return "\n".join(line for example in examples for line in _example(example, lost))


def _example(example: ExampleResult, lost: set[str]) -> Iterator[str]:
    """The lines of one; `lost` are the variables that an earlier one was to set, and did not."""
    first, *rest = example.source.rstrip("\n").split("\n")
    yield f"  >>> {first}"
    yield from (f"  ... {line}" for line in rest)
    got = plain(said(example.got)).rstrip("\n")
    unknown = _UNKNOWN.search(got)
    if not example.passed and unknown and unknown[1] in lost:
        yield style("  " + _("needs {}, which an example above was to set").format(unknown[1]), dim=True)
        return
    if got:
        yield style(inert(textwrap.indent(got, "  ")), fg="green" if example.passed else "red")
    if example.passed:
        return
    expected = example.expected.rstrip("\n")
    if not expected:
        lost |= _set_by(example.source)
    if expected or example.got != NOT_WRITTEN:
        yield textwrap.indent("\n".join([_("expected"), expected or _("nothing")]), "  ")


def _set_by(source: str) -> set[str]:
    names = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}
