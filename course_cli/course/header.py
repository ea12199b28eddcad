"""The header of an exercise: the module docstring of its solution, which its stub repeats."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass

from course_cli.language import translated as _

UNORDERED = 1000
NOTHING = "-"
_BEYOND = "beyond "

_FIELD = re.compile(r"^(Text|Order|Needs):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_LEADING = (tokenize.ENCODING, tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)


@dataclass(frozen=True)
class Header:
    """Title, section of the text ("" where it has none), place in the chapter, siblings it imports, what is amiss."""

    title: str = ""
    section: str = ""
    order: int = UNORDERED
    needs: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_header(source: str) -> Header:
    """Read the header of a solution's or a stub's text; a malformed one is described in `problems`, never raised."""
    docstring = module_docstring(source)
    if docstring is None:
        return Header(problems=(_("does not start with a docstring"),))
    first = docstring.strip().partition("\n")[0].strip()
    title = "" if _FIELD.match(first) else first
    fields = {match[1]: match[2] for match in _FIELD.finditer(docstring)}
    problems = [
        _("the docstring has no `{}:` line").format(name) for name in ("Text", "Order", "Needs") if name not in fields
    ]
    if not title:
        problems.append(_("the docstring has no title"))
    order = fields.get("Order", "")
    if "Order" in fields and not order.isdecimal():
        problems.append(_("`Order: {}` is not a whole number").format(order))
    needs = (name.strip() for name in fields.get("Needs", "").split(","))
    return Header(
        title=title.removesuffix("."),
        section="" if fields.get("Text", NOTHING) == NOTHING else fields["Text"],
        order=int(order) if order.isdecimal() else UNORDERED,
        needs=tuple(name for name in needs if name not in ("", NOTHING)),
        problems=tuple(problems),
    )


def beyond(section: str) -> str:
    """The section that an exercise goes beyond, of "beyond 3.3.4"; "" where it lies within one."""
    return section.removeprefix(_BEYOND) if section.startswith(_BEYOND) else ""


def section_key(section: str) -> tuple[int, ...]:
    """The sort key of a section number: 3.10 comes after 3.9; what has no number comes last."""
    numbers = re.findall(r"\d+", section.partition(",")[0])
    return tuple(map(int, numbers)) if numbers else (UNORDERED,)


def module_docstring(source: str) -> str | None:
    """The docstring of a module's text; None where it does not start with one."""
    # Tokenising stops at the first string: parsing sixty whole files would cost every command a noticeable wait.
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.STRING:
                value = ast.literal_eval(token.string)
                return value if isinstance(value, str) else None
            if token.type not in _LEADING:
                return None
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None
    return None
