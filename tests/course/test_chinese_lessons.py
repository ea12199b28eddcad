"""The lessons in Chinese: Chinese punctuation, no paragraph with a line break, which Markdown shows as a space, and
pictures with Chinese words.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from course_cli.course.catalog import Catalog, read_text

CATALOG = Catalog.load()
FIGURES = sorted((CATALOG.root / "exercises").glob("*/figures/*.zh.svg"))
LESSONS = sorted(path for path in (CATALOG.root / "exercises").glob("*/README.zh.md"))
_HAN = "\u4e00-\u9fff"
_CODE = re.compile(r"`[^`]*`|^(?: {4}).*$", re.MULTILINE)
_HALF_WIDTH = re.compile(f"[{_HAN}][,;:?!(]|[,;:?!)][{_HAN}]")
_WORDS = re.compile(r"(?<=>)[^<]*(?=</(?:text|title)>)")
_NOT_PROSE = re.compile(r"#|\||    |!\[|[-*] |\d+\. |```")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_punctuation_beside_chinese_is_chinese(path: Path) -> None:
    assert _HALF_WIDTH.findall(_CODE.sub("", read_text(path))) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_paragraph_is_broken_into_lines(path: Path) -> None:
    lines = read_text(path).splitlines()
    prose = [bool(line.strip()) and not _NOT_PROSE.match(line) for line in lines]
    assert [line for line, one, next_ in zip(lines, prose, prose[1:], strict=False) if one and next_] == []


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.name)
def test_a_figure_in_chinese_is_the_english_one_with_other_words(path: Path) -> None:
    ours, english = (read_text(one) for one in (path, path.with_name(path.name.replace(".zh.svg", ".svg"))))
    assert _WORDS.sub("", ours) == _WORDS.sub("", english)
    assert re.search(f"[{_HAN}]", "".join(_WORDS.findall(ours)[1:]))
    said = [text for text in _WORDS.findall(ours) if re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", text)]
    assert said == []
    assert f"figures/{path.name}" in read_text(path.parents[1] / "README.zh.md")
