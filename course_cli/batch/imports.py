"""What a submitted module may import of its own submission, read from its source: nothing of it runs.

An answer may name too much, which costs a second grade of the same code; it must not name too little by accident. What
a student hides on purpose from these rules costs that student alone: an older result of theirs stays.
"""

from __future__ import annotations

import ast
import importlib.util
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from course_cli.workspace.untrusted import parse

# Longer than any answer. What is longer is not looked into: its syntax tree could be large, and too deep for the stack.
MAX_PARSED_BYTES = 1 << 15
MAX_IMPORTS = 500

# Codecs that decode in one pass whatever the bytes are; the source says which one is used.
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii", "iso-8859-1", "cp1252", "gbk", "gb18030", "big5", "shift_jis"})

# Nothing in these imports by name, or hands out something that does.
_HARMLESS = frozenset(
    """__future__ abc array bisect cmath collections contextlib copy dataclasses datetime decimal enum fractions
    functools heapq itertools math numbers numpy operator pprint random re statistics string textwrap time torch typing
    typing_extensions warnings""".split()
)
# Names, with or without underscores before them, through which code reaches what no import statement names.
_REACHING = frozenset(
    """attrgetter builtins compile eval exec f_builtins f_globals f_locals gc get_type_hints getattr globals hub inspect
    load locals meta_path methodcaller os package pickle serialization sys vars""".split()
)
_METHODS = frozenset({"compile", "eval", "exec", "package"})  # `model.eval()` is not the builtin
_USUAL = frozenset(
    """__abs__ __add__ __all__ __bool__ __call__ __class__ __contains__ __del__ __delitem__ __enter__ __eq__
    __exit__ __float__ __floordiv__ __future__ __ge__ __getitem__ __gt__ __hash__ __iadd__ __init__ __int__
    __isub__ __iter__ __le__ __len__ __lt__ __main__ __matmul__ __mul__ __name__ __ne__ __neg__ __new__ __next__
    __post_init__ __pow__ __radd__ __repr__ __rmul__ __rsub__ __setitem__ __str__ __sub__ __truediv__
    __version__""".split()
)


@dataclass(frozen=True)
class Imports:
    """Names that a module may import: dotted, complete ones; `anything` where its source does not settle which."""

    names: frozenset[str] = frozenset()
    anything: bool = False


ANYTHING = Imports(anything=True)


def imports_of(source: bytes, package: str) -> Imports:
    """What a module of `package` may import. Source that is not Python imports nothing."""
    if len(source) > MAX_PARSED_BYTES:
        return ANYTHING
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(source).readline)[0]
        if encoding not in _ENCODINGS:
            return ANYTHING
        tree = parse(importlib.util.decode_source(source))
    except (RecursionError, MemoryError):
        return ANYTHING
    except (SyntaxError, ValueError):
        return Imports()
    names: set[str] = set()
    docstrings: set[int] = set()  # of texts that are statements; a walk meets a statement before what is in it
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(_imported(node, package))
        elif isinstance(node, ast.Expr):
            docstrings.add(id(node.value))
        elif isinstance(node, ast.Constant):
            if id(node) not in docstrings and _spells(node.value):
                return ANYTHING
        elif _reaches(node):
            return ANYTHING
    if len(names) > MAX_IMPORTS or any(_is_reaching(part) for name in names for part in name.split(".")):
        return ANYTHING
    return Imports(frozenset(names))


def is_harmless(name: str) -> bool:
    """Whether a module that is not the submission's own leads nowhere else."""
    return name.partition(".")[0] in _HARMLESS


def _imported(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[str]:
    """Every dotted name that a statement may load: `from a import b` loads a and, if b is a module, a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    if node.level > 1:
        return  # beyond the chapter's folder there is no package: an ImportError
    base = ".".join(filter(None, (package if node.level else "", node.module)))
    yield base
    yield from (f"{base}.{alias.name}" for alias in node.names)


def _reaches(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return _is_reaching(node.id)
    return isinstance(node, ast.Attribute) and node.attr not in _METHODS and _is_reaching(node.attr)


def _is_reaching(name: str) -> bool:
    if name.startswith("__") and name.endswith("__"):
        return name not in _USUAL
    return name.lstrip("_") in _REACHING or "import" in name


def _spells(value: object) -> bool:
    """Whether a text may be a piece of such a name, or of a statement."""
    return isinstance(value, str) and value not in _USUAL and ("__" in value or "import" in value)
