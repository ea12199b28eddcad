"""Text from a student's program, made safe to show: on a terminal, in a page, in XML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

# ECMA-48: CSI sequences; OSC, DCS, SOS, PM and APC strings up to their terminator, or to what breaks them off, as a
# terminal takes them; then any other escape. Nothing here is tried twice: hostile text may be long.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What Unicode says is not to be seen and is no format character: fillers, selectors, tags.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0d\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
# Format characters that some scripts and emoji need, and that reorder nothing: kept where these are beside them.
_JOINERS = "\u200c\u200d"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINED = f"\u0600-\u1fff\ufe0f{_EMOJI}"
_STRAY_SELECTOR = re.compile(f"(?<![{_EMOJI}])[\ufe0e\ufe0f]")
_STRAY_JOINER = re.compile(f"(?<![{_JOINED}])[{_JOINERS}]|[{_JOINERS}](?![{_JOINED}])")
# What GitHub's runner takes for commands: the first at the start of a line, blanks aside, the older anywhere in one.
_COLON_COMMAND = re.compile(r"^([^\S\n]*)::", re.MULTILINE)
_BRACKET_COMMAND = re.compile(r"##\[")
_MOST_MARKS = 8  # on one letter; more of them climb over the lines above


def plain(text: str, limit: int = 4000) -> str:
    """`text` without escape sequences, control characters, bidirectional overrides and other invisible characters.

    Newlines (in any form) and tabs stay; lone surrogates and code points that XML 1.0 forbids become U+FFFD. What is
    longer than `limit` characters is cut and ends in "…".
    """
    # Cut first: a hostile text may be long. Every step below only shortens it.
    text = _NEWLINES.sub("\n", _ESCAPES.sub("", text[: 4 * limit + 4]))
    if not text.isascii() or not text.isprintable():
        text = "".join(islice(_shown(_INVISIBLE.sub("", text)), 2 * limit))
        text = _STRAY_JOINER.sub("", _STRAY_SELECTOR.sub("", text))
    return text if len(text) <= limit else text[: limit - 1].rstrip(_JOINERS) + "…"


def one_line(text: str, limit: int = 200) -> str:
    """As `plain`, on one line and `inert`, every run of spaces and line breaks one space: it can begin a line."""
    return inert(" ".join(plain(text, limit).split()))


def inert(text: str) -> str:
    r"""`text` that no line of a log is obeyed for: `::error::x` becomes `\::error::x`, `##[error]x` `##\[error]x`."""
    return _BRACKET_COMMAND.sub(r"##\\[", _COLON_COMMAND.sub(r"\1\\::", text))


def person(name: str, limit: int = 200) -> str:
    """A student's name as `one_line` has it; spelt in escapes where nothing of it would be seen."""
    return one_line(name, limit) or ascii(name[:limit])[1:-1][:limit]


def _shown(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        if " " <= character <= "~" or character in "\n\t" or character in _JOINERS:
            marks = 0
            yield character
            continue
        category = unicodedata.category(character)
        if category == "Cs" or character in "\ufffe\uffff":
            marks = 0
            yield "\ufffd"
        elif category not in ("Cc", "Cf"):
            marks = marks + 1 if category in ("Mn", "Me") else 0
            if marks <= _MOST_MARKS:
                yield character
