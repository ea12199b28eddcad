"""JSON, JUnit XML, Gradescope and HTML: what machines and browsers read."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

from course_cli.grading.report import Report
from course_cli.report import gradescope, html, junit
from course_cli.report import json as json_report


def test_json_is_the_contracts(report: Report) -> None:
    text = json_report.render(report)
    assert text.isascii()
    data = json.loads(text)
    assert {key: data[key] for key in ("schema", "course", "isolation", "device", "score", "max_score")} == {
        "schema": 1,
        "course": "A course",
        "isolation": "full",
        "device": "cpu",
        "score": 2.0,
        "max_score": 14.5,
    }
    first = data["exercises"][0]
    assert (first["id"], first["status"], first["score"], first["max_score"]) == ("shapes/double", "graded", 2.0, 8.5)
    assert first["seconds"] == 0.25
    check = first["checks"][1]
    assert check["id"] == "large"
    assert (check["points"], check["score"], check["status"]) == (2.5, 0.0, "failed")
    assert check["message"] == "contains nan at [0, 0], where 0.4391 was expected"
    assert check["hint"].startswith("softmax(x)")
    assert check["printed"] == "debug 1\ndebug 2"
    assert [exercise["status"] for exercise in data["exercises"]] == ["graded", "graded", "import_error", "missing"]


def test_json_is_clean_of_what_a_student_wrote(hostile: Report) -> None:
    check = json.loads(json_report.render(hostile))["exercises"][0]["checks"][0]
    for key in ("message", "call", "got", "expected", "printed"):
        assert check[key] == "red  <script>alert(1)</script> & ]]> evil \ufffd\ufffd"


def test_junit_counts_and_explains(report: Report) -> None:
    root = ElementTree.fromstring(junit.render(report))
    suite = root.findall("testsuite")[0]
    assert suite.attrib == {
        "name": "shapes/double",
        "tests": "6",
        "failures": "2",
        "errors": "2",
        "skipped": "1",
        "time": "0.250",
    }
    cases = {case.attrib["name"]: case for case in suite.findall("testcase")}
    assert len(cases["values"]) == 0
    failure = cases["large"].find("failure")
    assert failure is not None
    assert "got: tensor([[nan, nan]])" in (failure.text or "")
    assert cases["slow"].find("error") is not None
    assert cases["cheat"].find("failure") is not None
    assert cases["after"].find("skipped") is not None


def test_junit_stays_well_formed_whatever_a_student_wrote(hostile: Report) -> None:
    root = ElementTree.fromstring(junit.render(hostile))
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert "<script>alert(1)</script> & ]]>" in (failure.text or "")


def test_gradescope_gets_one_test_a_check(report: Report, hostile: Report) -> None:
    data = json.loads(gradescope.render(report))
    assert data["score"] == 2.0
    assert sum(test["max_score"] for test in data["tests"]) == 14.5
    assert data["tests"][0]["output"] == ""
    assert data["tests"][1]["status"] == "failed"
    assert "hint: softmax(x)" in data["tests"][1]["output"]
    assert "not shown" not in data["tests"][2]["output"]
    assert data["tests"][7]["output"].startswith("SyntaxError: line 3")
    assert "\x1b" not in json.loads(gradescope.render(hostile))["tests"][0]["output"]


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_shows_everything_and_loads_nothing(report: Report) -> None:
    page = Page(html.render(report))
    assert not {"script", "img", "link", "iframe"}.intersection(page.tags)
    assert not {"src", "href", "onclick", "onerror"}.intersection(page.attributes)
    for words in ("shapes/double", "2/8.5", "tensor([[nan, nan]])", "which c keeps exp in range?", "not written yet"):
        assert words in page.words


def test_the_page_shows_markup_as_text(hostile: Report) -> None:
    text = html.render(hostile)
    page = Page(text)
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.words
    assert "\x1b" not in text
    assert "\u202e" not in text
    text.encode()
    assert "weak isolation" in page.words
