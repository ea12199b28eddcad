"""Parsing source that nobody vouches for."""

from __future__ import annotations

import ast
import re
import warnings

# Of `import a.a.a` Python's parser keeps the name up to every dot: eight gigabytes and more for 256 KB.
MOST_PARTS = 1_000

_NAME = re.compile(r"\w+(?:[ \t\f]*\.[ \t\f]*\w+)*")


def parse(source: str) -> ast.Module:
    """The syntax tree. Raises what ast.parse does: SyntaxError, ValueError, RecursionError or MemoryError, the last for
    a dotted name of more than MOST_PARTS parts, too.
    """
    if source.count(".") > MOST_PARTS:
        joined = source.replace("\r", "").replace("\\\n", "")
        if any(name[0].count(".") > MOST_PARTS for name in _NAME.finditer(joined)):
            raise MemoryError("a name of too many parts")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in a student's string is no news of ours
        return ast.parse(source)
