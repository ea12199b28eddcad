"""The header of an exercise."""

from __future__ import annotations

import pytest

from course_cli.course.header import read_header, section_key

HEADER = '"""Softmax over rows.\n\nText: 3.1.2\nOrder: 4\nNeeds: cross_entropy, accuracy\n"""\nimport torch\n'


def test_every_field_is_read() -> None:
    header = read_header(HEADER)
    assert (header.title, header.section, header.order) == ("Softmax over rows", "3.1.2", 4)
    assert header.needs == ("cross_entropy", "accuracy")
    assert header.problems == ()


def test_a_dash_is_nothing() -> None:
    header = read_header('# a comment\n\n"""T.\n\nText: -\nOrder: 1\nNeeds: -\n"""')
    assert (header.title, header.section, header.needs, header.problems) == ("T", "", (), ())


def test_the_rest_of_the_file_need_not_be_python() -> None:
    assert read_header(HEADER + "def f(:\n").title == "Softmax over rows"


@pytest.mark.parametrize("source", ["", "import torch\n", 'b"""bytes"""\n', '"""never closed\n'])
def test_no_docstring_is_told_and_not_raised(source: str) -> None:
    assert read_header(source).problems == ("does not start with a docstring",)


@pytest.mark.parametrize(
    ("line", "instead", "problem"),
    [
        ("Text: 3.1.2\n", "", "the docstring has no `Text:` line"),
        ("Order: 4\n", "", "the docstring has no `Order:` line"),
        ("Needs:", "Uses:", "the docstring has no `Needs:` line"),
        ("Order: 4", "Order: four", "`Order: four` is not a whole number"),
        ("Softmax over rows.\n\n", "", "the docstring has no title"),
    ],
)
def test_what_is_amiss_is_told_and_not_raised(line: str, instead: str, problem: str) -> None:
    assert read_header(HEADER.replace(line, instead)).problems == (problem,)


def test_sections_sort_by_number() -> None:
    sections = ["3.10", "3.9", "", "beyond 3.9.1", "3.1, 3.2"]
    assert sorted(sections, key=section_key) == ["3.1, 3.2", "3.9", "beyond 3.9.1", "3.10", ""]
