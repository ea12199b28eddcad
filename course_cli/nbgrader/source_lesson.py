"""The lesson of a chapter, cut up for a notebook: each exercise's part beside its code, figures inside the text."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from course_cli.errors import EngineFault
from course_cli.language import translated as _

_HEADING = re.compile(r"^(#{2,6})[ \t]+(.*)$")
_CODE = re.compile(r"`([^`]+)`")
_FENCE = re.compile(r"^[ ]{0,3}(```|~~~)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\((figures/([^)\s]+))\)")
_LOCAL_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?![a-z][a-z0-9+.-]*:|#)[^)\s]+\)", re.IGNORECASE)
_MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}


@dataclass(frozen=True)
class Lesson:
    """What a chapter's lesson says in general, and what it says of single exercises, by their names."""

    general: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Section:
    level: int
    title: str
    text: str


def split_lesson(text: str, names: Collection[str]) -> Lesson:
    """Cut a lesson at the headings that name an exercise, such as "### `softmax`: shares of one".

    A heading that only introduces the exercises below it goes with the first of them. All else is general.
    """
    general: list[str] = []
    parts: dict[str, str] = {}
    introduction = ""
    for section in _sections(text):
        name = next((name for name in _CODE.findall(section.title) if name in names and name not in parts), None)
        if name:
            parts[name] = introduction + section.text
            introduction = ""
        elif section.level and section.text.strip() == f"{'#' * section.level} {section.title}":
            general.append(introduction)
            introduction = section.text
        else:
            general += [introduction, section.text]
            introduction = ""
    general.append(introduction)
    return Lesson("".join(general).strip(), {name: part.strip() for name, part in parts.items()})


def for_notebook(text: str, folder: Path) -> str:
    """A piece of a lesson that needs no file beside it.

    Figures become data in the text: JupyterLab shows no SVG that is a cell's attachment, and a notebook often travels
    alone. Links to other files become their words. Raises EngineFault where a figure cannot be read.
    """
    figures: dict[str, str] = {}

    def refer(match: re.Match[str]) -> str:
        figures[match[3]] = _data_url(folder / match[2])
        return f"![{match[1]}][{match[3]}]"

    body = _LOCAL_LINK.sub(r"\1", _IMAGE.sub(refer, text))
    definitions = [f"[{name}]: {url}" for name, url in sorted(figures.items())]
    return "\n\n".join([body, *definitions])


def _sections(text: str) -> list[_Section]:
    """The text before the first heading below the title, then one section a heading; fenced code is not looked into."""
    sections: list[_Section] = []
    level, title = 0, ""
    lines: list[str] = []
    fenced = False
    for line in text.splitlines(keepends=True):
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.match(line.rstrip())
        if heading:
            sections.append(_Section(level, title, "".join(lines)))
            level, title, lines = len(heading[1]), heading[2], []
        lines.append(line)
    return [*sections, _Section(level, title, "".join(lines))]


def _data_url(path: Path) -> str:
    try:
        data = path.read_bytes()
        media = _MEDIA[path.suffix.lower()]
    except OSError as error:
        raise EngineFault(_("cannot read the figure {}: {}").format(path, error.strerror)) from error
    except KeyError:
        raise EngineFault(_("the figure {} is of no kind that a notebook shows").format(path)) from None
    return f"data:{media};base64,{base64.b64encode(data).decode('ascii')}"
