"""The list of exercises."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from course_cli.course.catalog import Catalog
from course_cli.report.listing import as_json, as_text


def test_json(tiny_course: Path) -> None:
    data = json.loads(as_json(Catalog.load(tiny_course)))
    assert data["schema"] == 1
    assert data["exercises"][0] == {
        "id": "basics/count",
        "title": "Counting the entries",
        "points": 1.5,
        "section": "1.2",
    }


def test_on_a_narrow_terminal(tiny_course: Path) -> None:
    lines = as_text(Catalog.load(tiny_course), 34).split("\n")
    assert lines[7:9] == ["  shapes/double        4  2.1", "      Doubling a tensor"]
    assert max(map(len, lines)) <= 34
    assert " ".join(lines[-3:]) == as_text(Catalog.load(tiny_course)).split("\n")[-1]


def test_text(tiny_course: Path) -> None:
    shutil.rmtree(tiny_course / "graders/basics")
    assert as_text(Catalog.load(tiny_course)).split("\n")[1:9] == [
        "",
        "basics",
        "  basics/count         -  1.2   Counting the entries",
        "",
        "shapes",
        "  shapes/double        4  2.1   Doubling a tensor",
        "  shapes/quadruple     3  2.10  Quadrupling a tensor",
        "",
    ]


def test_on_a_narrow_terminal_no_word_is_broken(tiny_course: Path) -> None:
    lines = as_text(Catalog.load(tiny_course), 40).split("\n")
    assert lines[3:5] == ["  basics/count       1.5  1.2", "      Counting the entries"]
    assert max(map(len, lines)) <= 40
