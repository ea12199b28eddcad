"""Text from a student's program, made safe to show: on a terminal, in a page, in XML."""

from __future__ import annotations

import re
import unicodedata

# ECMA-48: CSI sequences; OSC, DCS, SOS, PM and APC strings up to their terminator; then any other escape.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|\Z)"
    r"|\x1b[ -/]*[0-~]?"
)
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"  # format characters that scripts and emoji need, and that reorder nothing


def plain(text: str, limit: int = 4000) -> str:
    """`text` without escape sequences, control characters, bidirectional overrides and other invisible characters.

    Newlines (in any form) and tabs stay; lone surrogates and code points that XML 1.0 forbids become U+FFFD. What is
    longer than `limit` characters is cut and ends in "…".
    """
    # Cut first: a hostile text may be long. Every step below only shortens it.
    text = _NEWLINES.sub("\n", _ESCAPES.sub("", text[: 4 * limit + 4]))
    text = "".join(map(_shown, text))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _shown(character: str) -> str:
    if " " <= character <= "~" or character in "\n\t" or character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category == "Cs" or character in "\ufffe\uffff":
        return "\ufffd"
    return "" if category in ("Cc", "Cf") else character
