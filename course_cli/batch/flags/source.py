"""A submitted file as a syntax tree, with bounds on what a hostile one can cost."""

from __future__ import annotations

import ast
import importlib.util
import io
import re
import tokenize

from course_cli.language import marked
from course_cli.workspace.untrusted import parse

# Ten times the longest answer. Of a character the parser makes up to a thousand bytes.
MAX_PARSED_BYTES = 1 << 16

# Codecs that decode in one pass whatever the bytes are; the source says which one is used.
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii", "iso-8859-1", "cp1252", "gbk", "gb18030", "big5", "shift_jis"})
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Opaque(Exception):
    """Source that cannot be looked into though it might run; the message says why."""


def parsed(source: bytes) -> ast.Module | None:
    """The syntax tree; None for what is not Python and so cannot run either. Raises Opaque."""
    if len(source) > MAX_PARSED_BYTES:
        raise Opaque(f"cannot be parsed here: it has {len(source) >> 10} KB, far more than an answer")
    if b"\0" in source:
        raise Opaque(marked("cannot be parsed: it has null bytes"))
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(source).readline)[0]
        if encoding not in _ENCODINGS:
            raise Opaque(f"cannot be parsed here: it is written in the encoding {encoding}")
        return parse(importlib.util.decode_source(source))
    except (RecursionError, MemoryError):
        raise Opaque(marked("cannot be parsed: it is nested too deeply")) from None
    except (SyntaxError, ValueError):
        return None


def reorders(source: bytes) -> bool:
    """Whether it has characters that show its text in another order than it runs."""
    return _REORDERING.search(source.decode("utf-8", "replace")) is not None
