"""What the chapter's lesson says of one exercise."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.language import spoken

_HEADING = re.compile(r"^(#+) ")
_EMPHASIS = re.compile(r"`[^`]*`|(?<!\\)(\*\*?)(?=[^\s*])((?:`[^`]*`|[^*`])+)(?<=\S)\1")
# Where a line ends within Chinese, which has no spaces between its words.
_CHINESE_BREAK = re.compile(
    r"(?<=[，。；：？！、（])\n\s*|\n\s*(?=[，。；：？！、）])|(?<=[\u4e00-\u9fff])\n\s*(?=[\u4e00-\u9fff（「“])"
)
_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\s*$")


@dataclass(frozen=True)
class Passage:
    """A paragraph of prose, to be wrapped, or lines to be shown as they are."""

    text: str
    preformatted: bool = False


def lesson_part(catalog: Catalog, exercise: Exercise) -> tuple[Passage, ...]:
    """What the chapter's lesson says under the exercise's own heading, without pictures; possibly nothing.

    In the language that is spoken, where the lesson has been translated.
    """
    folder = catalog.root / "exercises" / exercise.chapter
    for name in (f"README.{spoken()}.md", "README.md"):
        if (folder / name).is_file():
            found = tuple(_passages(_under_heading(read_text(folder / name), exercise.name)))
            if found:
                return found
    return ()


def _passage(text: str, preformatted: bool) -> Passage:
    if preformatted:
        return Passage(textwrap.dedent(text), preformatted)
    return Passage(" ".join(_CHINESE_BREAK.sub("", text).split()), preformatted)


def _under_heading(text: str, name: str) -> list[str]:
    lines: list[str] = []
    level = 0
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading and not level and f"`{name}`" in line:
            level = len(heading[1])
        elif heading and level and len(heading[1]) <= level:
            break
        elif level:
            lines.append(line)
    return lines


def _passages(lines: list[str]) -> list[Passage]:
    """Markdown's paragraphs; what is indented, fenced or a table stays as it is."""
    passages: list[Passage] = []
    block: list[str] = []
    fenced = False

    def close() -> None:
        if block:
            text = "\n".join(block)
            if not fenced and not text.startswith(("    ", "|")):
                text = _EMPHASIS.sub(lambda found: found[2] or found[0], text)
            passages.append(_passage(text, fenced or text.startswith(("    ", "|", "- ", "* ", "1. "))))
            block.clear()

    for line in lines:
        if line.startswith("```"):
            close()
            fenced = not fenced
        elif fenced or (line.strip() and not _PICTURE.match(line)):
            block.append(line.rstrip())
        else:
            close()
    close()
    return passages
