"""A student's text and pictures, made such that no page that shows them can be more than a picture of them.

nbgrader's feedback page and its formgrader show Markdown with its raw HTML, `javascript:` links and raw cells as they
are, in the teacher's own browser.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Any

from course_cli.report.plain import plain

MOST_SHOWN = 100_000  # characters of one cell
MOST_OUTPUTS = 20
PICTURES = ("image/png", "image/jpeg")
MOST_PICTURE_CHARACTERS = 4 << 20

# Markup begins with "<" and one of these; a zero-width space between them is seen by parsers, not by people.
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
# Wherever Markdown has a destination, it follows "](" or "]:": in code as well, where nothing is lost by being strict.
_DESTINATION = re.compile(r"(\]\(|\]:)(\s*)([^\s)]*)")
# Of what lies beside the notebook only pictures: a page of a student's own would run where the teacher is logged in.
_HARMLESS = re.compile(
    r"https?://[^\s<>\"'\\]*|(?:mailto:|attachment:|#)[A-Za-z0-9_./=%+,~@-]*|[A-Za-z0-9_./%-]+\.(?:png|jpe?g|gif)", re.I
)
_TEX_LINK = re.compile(r"\\href(?![A-Za-z])")
_ATTACHED = re.compile(r"attachment:([^\s)]*)")


def inert_markdown(text: str, attachments: Iterable[str] = ()) -> str:
    """`text` with its formatting and formulas, without markup, and without links that could run something.

    A link to an attachment that is not among `attachments` is taken out: nbconvert refuses a page that has one.
    """
    text = _MARKUP.sub("<\u200b", plain(text, MOST_SHOWN))
    text = _TEX_LINK.sub(r"\\text", text)
    text = _DESTINATION.sub(_harmless_destination, text)
    known = set(attachments)
    return _ATTACHED.sub(lambda match: match[0] if match[1] in known else f"missing-{match[1]}", text)


def _harmless_destination(match: re.Match[str]) -> str:
    return match[0] if _HARMLESS.fullmatch(match[3]) else f"{match[1]}{match[2]}link-removed"


def safe_attachments(attachments: object) -> dict[str, dict[str, str]]:
    """The pictures among the attachments of a Markdown cell."""
    if not isinstance(attachments, Mapping):
        return {}
    kept = {name: safe_pictures(bundle) for name, bundle in attachments.items() if isinstance(bundle, Mapping)}
    return {name: pictures for name, pictures in kept.items() if pictures and _ATTACHED.fullmatch(f"attachment:{name}")}


def safe_pictures(bundle: Mapping[str, Any]) -> dict[str, str]:
    """The PNG and JPEG of a MIME bundle, where they are base64 and not large."""
    found = {}
    for kind in PICTURES:
        data = bundle.get(kind)
        if isinstance(data, str) and len(data) <= MOST_PICTURE_CHARACTERS:
            try:
                found[kind] = base64.b64encode(base64.b64decode(data, validate=False)).decode()
            except (binascii.Error, ValueError):
                continue
    return found


def safe_outputs(outputs: object) -> list[dict[str, Any]]:
    """What a cell had put out as the student left it: printed text and pictures, as a person who grades sees them."""
    safe: list[dict[str, Any]] = []
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, Mapping) or len(safe) >= MOST_OUTPUTS:
            continue
        kind = output.get("output_type")
        data = output.get("data")
        if kind == "stream":
            safe.append(_printed(output.get("text")))
        elif kind == "error":
            safe.append(_printed(f"{output.get('ename')}: {output.get('evalue')}"))
        elif isinstance(data, Mapping):
            # Never an execute_result: its text would be read as a score.
            pictures = safe_pictures(data)
            text = data.get("text/plain")
            safe += [_printed(text)] if isinstance(text, str) and not pictures else []
            safe += [{"output_type": "display_data", "metadata": {}, "data": pictures}] if pictures else []
    return safe


def _printed(text: object) -> dict[str, Any]:
    shown = plain(text, MOST_SHOWN) if isinstance(text, str) else ""
    return printed(shown)


def printed(text: str) -> dict[str, Any]:
    """An output that shows `text`: never as stderr, for which nbgrader scores a cell 0."""
    return {"output_type": "stream", "name": "stdout", "text": text}
