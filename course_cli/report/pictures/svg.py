"""SVG as text: every attribute and every word escaped, every coordinate finite and short."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

FARTHEST: Final = 9_999.0  # from the origin, in either direction: beyond what any picture shows


def element(name: str, content: str | Iterable[str] = "", /, **attributes: str | float) -> Markup:
    """One element. `content` is text or Markup; underscores at the end of an attribute's name are dropped, others
    become hyphens, except in `viewBox`, which is itself."""
    inner = escape(content) if isinstance(content, str) else Markup("").join(content)
    names = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), coordinate(value) if _is_number(value) else value)
        for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), names, inner)


def coordinate(value: float | str) -> str:
    """A length or place in the picture: finite whatever it is asked for, one decimal."""
    number = float(value)
    if math.isnan(number):
        return "0"
    text = f"{max(-FARTHEST, min(number, FARTHEST)):.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("-0.0", "0.0") else text.removesuffix(".0")


def picture(
    kind: str, width: float, height: float, name: str, title: str, description: str, content: Iterable[str]
) -> Markup:
    """A whole picture that is one image to a screen reader, named and described.

    `name` has to be unlike that of any other picture on the page.
    """
    return element(
        "svg",
        [
            element("title", title, id=f"{name}-title"),
            element("desc", description, id=f"{name}-desc"),
            *content,
        ],
        class_=kind,
        viewBox=f"0 0 {coordinate(width)} {coordinate(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def _is_number(value: str | float) -> bool:
    return isinstance(value, (int, float))
