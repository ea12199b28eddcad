from __future__ import annotations

import ast

import pytest

from course_cli.workspace.notebook_statements import read_statements
from course_cli.workspace.untrusted import MOST_PARTS, parse

MANY = MOST_PARTS + 1


@pytest.mark.parametrize("part", [".a", " . a", "\\\n.a", "\\\r\n.é", "\f.\ta"])
@pytest.mark.parametrize("head", ["import a", "x = 1; from a", "# é\n\nif 1:\n  import a"])
def test_a_name_that_the_parser_would_keep_up_to_every_dot_is_not_parsed(head: str, part: str) -> None:
    source = head + part * MANY + (" import b" if "from" in head else "")
    with pytest.raises(MemoryError, match="too many parts"):
        parse(source)
    with pytest.raises(SyntaxError, match="too many parts"):
        read_statements(source, 0)


@pytest.mark.parametrize(
    "source",
    ["import a" + ".a" * MOST_PARTS, f"x = [{'0.25, ' * MANY}]", "x = a.b\n" * MANY, f"'''{'. ' * MANY}'''",
     f"# {'.' * MANY}"],
)  # fmt: skip
def test_other_dots_are_no_harm(source: str) -> None:
    assert ast.dump(parse(source)) == ast.dump(ast.parse(source))
