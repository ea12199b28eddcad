"""JSON, JUnit XML, Gradescope and HTML: what machines and browsers read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from course_cli.grading.report import CheckResult, ExerciseResult, Report
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
    assert {key: root.attrib[key] for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "9",
        "failures": "5",
        "errors": "2",
        "skipped": "1",
    }
    cases = {case.attrib["name"]: case for case in suite.findall("testcase")}
    assert len(cases["values"]) == 0
    failure = cases["large"].find("failure")
    assert failure is not None
    assert "got: tensor([[nan, nan]])" in (failure.text or "")
    assert cases["slow"].find("error") is not None
    assert cases["cheat"].find("failure") is not None
    assert cases["after"].find("skipped") is not None


# What GitHub's actions, GitLab and Jenkins read of JUnit XML: attributes with their form, and what may be inside.
COUNT, SECONDS, TEXT = r"\d+", r"\d+\.\d{3}", r"(?s).+"
TOTALS = {"tests": COUNT, "failures": COUNT, "errors": COUNT, "skipped": COUNT, "time": SECONDS}
OUTCOME = {"message": TEXT, "type": "failed|refused|skipped|timeout|crashed"}
JUNIT: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "testsuites": ({"name": TEXT, **TOTALS}, ("testsuite",)),
    "testsuite": ({"name": TEXT, **TOTALS}, ("properties", "testcase")),
    "properties": ({}, ("property",)),
    "property": ({"name": TEXT, "value": TEXT}, ()),
    "testcase": (
        {"classname": r"\w+\.\w+", "name": r"\w+", "file": r"\w+/\w+\.py", "time": SECONDS},
        ("failure", "error", "skipped", "system-out"),
    ),
    "failure": (OUTCOME, ()),
    "error": (OUTCOME, ()),
    "skipped": (OUTCOME, ()),
    "system-out": ({}, ()),
}
XML_CHARACTERS = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def require_junit(element: ElementTree.Element) -> None:
    attributes, inside = JUNIT[element.tag]
    assert element.attrib.keys() == attributes.keys()
    for name, form in attributes.items():
        assert re.fullmatch(form, element.attrib[name]), (element.tag, name, element.attrib[name])
    tags = [child.tag for child in element]
    assert set(tags) <= set(inside), element.tag
    if element.tag == "testcase":
        assert len(tags) == len(set(tags))
        assert len(set(tags) & {"failure", "error", "skipped"}) <= 1
    for child in element:
        require_junit(child)
    if "tests" in attributes:
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert element.attrib[name] == str(len(element.findall(f".//{tag}")))


def test_junit_is_what_ci_systems_read(report: Report, hostile: Report) -> None:
    for each in (report, hostile, Report("A course", "full", "cpu", ())):
        text = junit.render(each)
        assert XML_CHARACTERS.fullmatch(text)
        root = ElementTree.fromstring(text.encode())
        assert root.tag == "testsuites"
        require_junit(root)
        names = [(case.attrib["classname"], case.attrib["name"]) for case in root.iter("testcase")]
        assert len(names) == len(set(names))


def test_junit_keeps_what_was_printed_apart(report: Report) -> None:
    root = ElementTree.fromstring(junit.render(report))
    case = root.find("testsuite/testcase[@name='large']")
    assert case is not None
    assert case.findtext("system-out") == "debug 1\ndebug 2"
    assert "debug" not in (case.findtext("failure") or "")


def test_junit_stays_well_formed_whatever_a_student_wrote(hostile: Report) -> None:
    root = ElementTree.fromstring(junit.render(hostile))
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert "<script>alert(1)</script> & ]]>" in (failure.text or "")


@given(st.text(st.characters(), max_size=200))
def test_no_text_breaks_a_format(text: str) -> None:
    check = CheckResult("c", "title", 1, 0, "failed", text, "hint", text, text, text, text)
    report = Report("A course", "full", "cpu", (ExerciseResult("a/b", "import_error", (check,), 0.1, text),))
    document = junit.render(report)
    assert XML_CHARACTERS.fullmatch(document)
    require_junit(ElementTree.fromstring(document.encode()))
    output = json.loads(gradescope.render(report, notes=[text]))
    require_gradescope(output)


WHEN = {"hidden", "after_due_date", "after_published", "visible"}
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def require_gradescope(data: dict[str, Any]) -> None:
    """Raise AssertionError where it is not what Gradescope's autograder specification says, or not plain text."""
    assert set(data) <= {
        "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
        "stdout_visibility", "extra_data", "tests", "leaderboard",
    }  # fmt: skip
    assert data["output_format"] == data["test_output_format"] == data["test_name_format"] == "text"
    assert data["visibility"] in WHEN
    assert data["stdout_visibility"] == "hidden"
    assert not UNSAFE.search(data["output"])
    for test in data.get("tests", []):
        assert set(test) <= {
            "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
            "visibility", "extra_data",
        }  # fmt: skip
        assert type(test["score"]) is type(test["max_score"]) is float
        assert test["status"] in {"passed", "failed"}
        assert test["visibility"] in WHEN
        assert test["name_format"] == test["output_format"] == "text"
        assert re.fullmatch(r"\d+\.\d+", test["number"])
        assert all(isinstance(tag, str) for tag in test["tags"])
        assert not UNSAFE.search(test["name"] + test["output"])


def test_gradescope_gets_one_test_a_check(report: Report, hostile: Report) -> None:
    data = json.loads(gradescope.render(report))
    require_gradescope(data)
    require_gradescope(json.loads(gradescope.render(hostile)))
    assert data["score"] == 2.0
    assert data["execution_time"] == 0.45
    assert sum(test["score"] for test in data["tests"]) == data["score"]
    assert sum(test["max_score"] for test in data["tests"]) == 14.5
    assert data["tests"][0]["output"] == ""
    assert data["tests"][0]["status"] == "passed"
    assert [test["number"] for test in data["tests"]] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1", "3.1", "4.1"]
    assert {test["status"] for test in data["tests"][1:]} == {"failed"}
    assert data["tests"][3]["tags"] == ["shapes", "double", "timeout"]
    assert "hint: softmax(x)" in data["tests"][1]["output"]
    assert "not shown" not in data["tests"][2]["output"]
    assert data["tests"][7]["output"].startswith("SyntaxError: line 3")
    assert "\x1b" not in json.loads(gradescope.render(hostile))["tests"][0]["output"]


def test_gradescope_shows_each_check_when_it_may_be_seen(report: Report) -> None:
    def seen(visibility: gradescope.Visibility) -> list[str]:
        data = json.loads(gradescope.render(report, visibility))
        require_gradescope(data)
        return [test["visibility"] for test in data["tests"]]

    assert seen(gradescope.ALL_VISIBLE) == ["visible"] * 9
    assert seen(gradescope.Visibility("after_published")) == ["after_published"] * 9
    of = {"shapes": "hidden", "shapes/double": "visible", "shapes/double/large": "after_due_date"}
    assert seen(gradescope.Visibility("after_published", of)) == [
        "visible", "after_due_date", "visible", "visible", "visible", "visible", "hidden",
        "after_published", "after_published",
    ]  # fmt: skip


def test_gradescope_tells_nothing_of_a_check_that_is_not_visible(report: Report) -> None:
    skipped = CheckResult("c", "t", 1, 0, "skipped", "it imports shapes/double, which has not passed yet")
    capstone = ExerciseResult("basics/capstone", "graded", (skipped,))
    report = replace(report, exercises=(*report.exercises, capstone))
    whole = json.loads(gradescope.render(report))
    assert whole["tests"][2]["output"] == "it needs this first: large"
    assert whole["tests"][-1]["output"] == skipped.message
    report = replace(report, exercises=(_titled_as_named(report.exercises[0]), *report.exercises[1:]))
    for when in WHEN - {"visible"}:
        visibility = gradescope.Visibility(of={"shapes/double/large": when})
        data = json.loads(gradescope.render(report, visibility, ["a note"]))
        require_gradescope(data)
        assert data["output"] == "A course: not every result is shown.\na note"
        assert data["score"] == 2.0, "Gradescope itself hides it"
        seen = json.dumps([test["output"] for test in data["tests"] if test["visibility"] == "visible"])
        assert "large" not in seen
        assert "shapes/double" not in seen
        unmet = "something that it needs first has not passed"
        assert data["tests"][2]["output"] == data["tests"][-1]["output"] == unmet


def _titled_as_named(exercise: ExerciseResult) -> ExerciseResult:
    """As the engine has it: what is skipped names the title of what it needs."""
    return replace(exercise, checks=tuple(replace(check, title=check.id) for check in exercise.checks))


def test_gradescope_awards_nothing_when_the_fault_is_ours() -> None:
    data = json.loads(gradescope.failure("the grading process ended\x1b[2J"))
    require_gradescope(data)
    assert "score" not in data
    assert "tests" not in data
    assert data["output"] == "the grading process ended"


def test_gradescope_shows_notes_and_weak_isolation(report: Report, hostile: Report) -> None:
    output = json.loads(gradescope.render(report, notes=["softmax.py was taken as perceptron/softmax.py"]))["output"]
    assert output.splitlines() == [
        "A course: 2 of 14.5 points.",
        "softmax.py was taken as perceptron/softmax.py",
    ]
    assert "Isolation: weak." in json.loads(gradescope.render(hostile))["output"]


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.attributes: list[str] = []
        self.links: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_shows_everything_and_loads_nothing(report: Report) -> None:
    page = Page(html.render(report))
    assert not {"script", "img", "link", "iframe"}.intersection(page.tags)
    assert not {"src", "style", "onclick", "onerror"}.intersection(page.attributes)
    assert all(link and link.startswith("#") for link in page.links)
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
    lacking = Page(html.render(replace(hostile, missing=("seccomp",))))
    assert "It lacks seccomp (they can use the network" in lacking.words
