"""Every text that a student may write, in every form in which somebody reads it: payload × format."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import headless
import pytest
from headless import look, show
from hostile_text import PAYLOADS
from selenium.webdriver.chrome.webdriver import WebDriver

from course_cli.batch.fingerprint import Fingerprint
from course_cli.batch.flags import Flag
from course_cli.batch.gradebook import Attempt, StudentRecord
from course_cli.batch.late import Deadlines, parse_due
from course_cli.batch.runner import Tally
from course_cli.cli.batch import summary
from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.nbgrader.sanitize_cells import mend
from course_cli.nbgrader.sanitize_text import safe_outputs
from course_cli.report import class_list, gradescope, html, junit, terminal
from course_cli.report import json as json_report
from course_cli.report.gradebook import canvas, moodle
from course_cli.report.gradebook import csv as csv_report
from course_cli.report.gradebook import html as class_page
from course_cli.report.gradebook import json as class_json
from course_cli.report.gradebook.records import Record, with_lateness
from course_cli.report.gradebook.summary import Class, summarise

browser = headless.browser

FIELDS = ("message", "call", "got", "expected", "printed")
OURS = re.compile(r"\x1b\[[0-9;]*m")
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0d\uffa0\U000e0000-\U000e0fff]")
FORGED = ("ada ", "Score 10/10", "::", "##[", "taken")
LARGEST = 300_000  # characters of two reports of one check each


def report(*texts: str, status: str = "graded") -> Report:
    """One check a text, which says it wherever a student's code has a say."""
    checks = tuple(
        CheckResult(f"c{n}", f"check {n}", 1, 0, "failed", hint="a hint", **dict.fromkeys(FIELDS, text))
        for n, text in enumerate(texts)
    )
    return Report("A course", "weak", "cpu", (ExerciseResult("a/b", status, checks, 0.1, "\n".join(texts)),))  # type: ignore[arg-type]


def record(text: str, **more: Any) -> Record:
    return Record(text, report(text, **more), (text,), flags=(Flag(text, 1, text, text), Flag("a/b.py", 0, "", text)))


def group(*texts: str) -> Class:
    records = [record(text, status=status) for text in texts for status in ("graded", "import_error")]
    return summarise("A course", records, {"a/b": "Title"})


def late(text: str) -> Record:
    """A record out of the gradebook, so old that nobody knows when it was handed in."""
    due = Deadlines.from_json(json.dumps({"schema": 1, "due": {"a": {"at": "2026-10-01T00:00+00:00"}}}))
    assert parse_due("2026-10-01T00:00+00:00") == due.due["a"].at
    result = report(text).exercises[0]
    attempt = Attempt(Fingerprint(text, text, text, text), "full", "cpu", result, due.due["a"].at)
    (found,) = with_lateness([StudentRecord(text, "A course", (attempt,), (text,))], due)
    return found


def lines_of_a_batch(text: str) -> str:
    tally = Tally(1, 1, slowest=((1.0, text, "a/b"),), faults=((text, "a/b", text),), flags=1, flagged=1)
    return summary(tally, Path("grades.db"))


def cells(text: str) -> list[dict[str, Any]]:
    output = {"output_type": "display_data", "data": {"text/plain": text, "text/html": text, "image/svg+xml": text}}
    outputs = [output, {"output_type": "stream", "text": text}, {"output_type": "error", "ename": text, "evalue": text}]
    mended = mend([{"cell_type": kind, "source": text} for kind in ("markdown", "code", "raw")], [])
    return [*mended, {"outputs": safe_outputs(outputs), "source": ""}]


TERMINAL: dict[str, Callable[[str], str]] = {
    "grade": lambda text: terminal.render(report(text), terminal.Style(60)),
    "grade, cannot be imported": lambda text: terminal.render(report(text, status="import_error")),
    "grade, narrow": lambda text: terminal.render(report(text), terminal.Style(20, unicode=False)),
    "class": lambda text: "".join(
        class_list.render([StudentRecord(text, "c", (attempt,), (text,)) for attempt in _attempts(text)])
    ),
    "the end of a batch": lines_of_a_batch,
}


def _attempts(text: str) -> list[Attempt]:
    moment = parse_due("2026-10-01T00:00+00:00")
    results = [report(text, status=status).exercises[0] for status in ("graded", "import_error")]
    return [Attempt(Fingerprint("", "", "", ""), "full", "cpu", result, moment) for result in results]


def no_control(text: str, allowed: str = "\n\t") -> None:
    for character in set(text) - set(allowed) - set("\u200c\u200d"):
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs"), f"U+{ord(character):04X}"
    assert not UNSEEN.search(text)
    assert not re.search("[\u200c\u200d]", text), "no payload has a joiner where one belongs"
    assert not re.search("[\u0300\u0489]{9}", text)


def no_command(text: str) -> None:
    """No line that GitHub's runner would obey in a job's log (actions/runner, ActionCommand): both of its forms."""
    for line in text.splitlines():
        assert not line.lstrip().startswith("::"), line[:80]
        assert "##[" not in line, line[:80]


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("format_", TERMINAL)
def test_a_terminal_shows_it_and_obeys_nothing(format_: str, name: str) -> None:
    text = OURS.sub("", TERMINAL[format_](PAYLOADS[name]))
    no_control(text, "\n")
    no_command(text)
    assert len(text) < LARGEST
    lines = [line for line in text.split("\n") if line and not line.startswith(" ")]
    if format_ == "class":  # a row begins with the student's own name, whatever that is
        assert len(lines) == 2
    else:
        assert not [line for line in lines if line.startswith(FORGED)]


class Page(HTMLParser):
    """The kinds of tags and of attributes, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.kinds: set[tuple[str, str]] = set()
        self.links: set[str | None] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kinds |= {(tag, name) for name, _ in [("", ""), *attrs]}
        self.links |= {value for name, value in attrs if name in ("href", "src", "action", "style")}

    def handle_data(self, data: str) -> None:
        self.words += data


PAGES: dict[str, Callable[[str], str]] = {
    "grade": lambda text: html.render(report(text)) + html.render(report(text, status="import_error")),
    "class": lambda text: "".join(class_page.render(group(text))),
}


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("format_", PAGES)
def test_a_page_has_no_markup_but_its_own(format_: str, name: str) -> None:
    text = PAGES[format_](PAYLOADS[name])
    no_control(text)
    found, harmless = Page(text), Page(PAGES[format_]("harmless"))
    assert found.kinds <= harmless.kinds
    assert found.links <= harmless.links
    assert len(text) < len(PAGES[format_]("harmless")) + LARGEST


@pytest.mark.parametrize("name", PAYLOADS)
def test_data_is_plain_and_stays_in_its_place(name: str) -> None:
    text = PAYLOADS[name]
    for document in (json_report.render(report(text)), gradescope.render(report(text), notes=[text])):
        assert document.isascii()
        for value in strings(json.loads(document)):
            no_control(value)
    no_command(json_report.render(report(text)))
    whole = "".join(class_json.render_submissions([record(text), late(text)]))
    assert whole.isascii()
    no_command(whole)
    ((student, data),) = json.loads(whole)["submissions"].items()
    assert student == text, "the key is the folder's name, for programs to find it by"
    for value in strings(data):
        no_control(value)
    for value in strings(json.loads(gradescope.failure(text))):
        no_control(value)
    data = json.loads(gradescope.render(report(text), notes=[text]))
    assert {kind for key, kind in pairs(data) if key.endswith("_format")} == {"text"}, "neither html nor markdown"


def strings(value: Any) -> list[str]:
    return [item for _, item in pairs(value) if isinstance(item, str)]


def pairs(value: Any, key: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [pair for name, item in value.items() for pair in pairs(item, name)]
    return [pair for item in value for pair in pairs(item, key)] if isinstance(value, list) else [(key, value)]


@pytest.mark.parametrize("name", PAYLOADS)
def test_junit_is_xml_of_the_same_elements(name: str) -> None:
    text = junit.render(report(PAYLOADS[name]))
    no_control(text)
    no_command(text)
    assert "<!" not in text
    tags = [element.tag for element in ElementTree.fromstring(text.encode()).iter()]
    known = ["testsuites", "testsuite", "properties", "property", "testcase", "failure", "system-out"]
    assert tags == known[: len(tags)]
    assert "testcase" in tags


TABLES: dict[str, Callable[[str], str]] = {
    "csv": lambda text: "".join(csv_report.render(group(text))),
    "csv with lateness": lambda text: "".join(csv_report.render(summarise("", [late(text)]))),
    "canvas": lambda text: "".join(canvas.render(group(text))),
    "moodle": lambda text: "".join(moodle.render(group(text))),
}


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("format_", TABLES)
def test_a_spreadsheet_finds_no_formula_and_no_row_of_a_students(format_: str, name: str) -> None:
    text = TABLES[format_](PAYLOADS[name])
    harmless = TABLES[format_]("harmless")
    assert text.count("\n") == text.count("\r\n") == harmless.count("\n")
    no_command(text)
    no_control(text.replace("\r\n", ""), "")
    assert len(text) < LARGEST
    shape = [len(row) for row in csv.reader(io.StringIO(harmless, newline=""), strict=True)]
    assert [len(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)] == shape
    for separator in ",;\t":  # as spreadsheets of other habits would cut it up
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in row:
                shown = unicodedata.normalize("NFKC", cell).strip(" \t\"'`")
                numbers = re.fullmatch(r"-?\d+(\.\d+)?|-", cell)
                guarded = cell.lstrip(' "').startswith("'")
                assert numbers or guarded or not shown.startswith(("=", "+", "-", "@")), cell[:80]


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_notebook_for_the_teacher_has_no_live_markup(name: str) -> None:
    for cell in cells(PAYLOADS[name]):
        for output in cell.get("outputs", []):
            assert output["output_type"] == "stream", "text, however it was called"
            no_control(output["text"])
        source = cell["source"]
        if cell.get("cell_type") == "markdown":
            assert not re.search(r"<[A-Za-z/!?]", source)
            assert not re.search(r"(\]\(|\]:)\s*(?!https?:|link-removed|#|x)", source)
            source = source.replace("<\u200b", "<")
        elif cell.get("cell_type") == "raw":
            assert cell["metadata"]["raw_mimetype"] == "text/plain"
        no_control(source)


FLOOD = ("<&\"'>😀" * 900_000)[:5_000_000]


def test_what_fifty_checks_flood_stays_small() -> None:
    """Five texts of 5 MB in each of 50 checks are 1.25 GB: a page or a file of them is of the size of a photo."""
    checks = report(*[FLOOD] * 50).exercises[0].checks
    flood = Report("A course", "weak", "cpu", (ExerciseResult("a/b", "graded", checks, 0.1, FLOOD),))
    one = Record(FLOOD, flood, (FLOOD,) * 30, flags=(Flag(FLOOD, 1, FLOOD, FLOOD),) * 21)
    small = summarise("A course", [one], {"a/b": "Title"})
    # Not inside an assert: what pytest says of a failed one would have all of it in it.
    sizes = {
        "terminal": len(terminal.render(flood).encode()),
        "html": len(html.render(flood).encode()),
        "json": len(json_report.render(flood).encode()),
        "junit": len(junit.render(flood).encode()),
        "gradescope": len(gradescope.render(flood, notes=[FLOOD] * 20).encode()),
        "class page": sum(len(piece.encode()) for piece in class_page.render(small)),
        "csv": sum(len(piece.encode()) for piece in csv_report.render(small)),
    }
    assert sizes["csv"] < 10_000
    assert max(sizes["terminal"], sizes["class page"]) < 1 << 20
    assert max(sizes.values()) < 8 << 20


@pytest.mark.parametrize("policy", [True, False], ids=["with the page's policy", "without it"])
@pytest.mark.parametrize("format_", PAGES)
def test_nothing_runs_in_the_teachers_browser(browser: WebDriver, tmp_path: Path, format_: str, policy: bool) -> None:
    """The policy alone would stop a script: without it, only the escaping does."""
    texts = list(PAYLOADS.values())
    whole = html.render(report(*texts)) if format_ == "grade" else "".join(class_page.render(group(*texts)))
    harmless = html.render(report("x")) if format_ == "grade" else "".join(class_page.render(group("x")))
    if not policy:
        whole, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", whole)
        assert count == 1
    title = re.search("<title>(.*)</title>", whole)
    assert title is not None
    path = tmp_path / "page.html"
    path.write_text(whole, encoding="utf-8")
    look(browser)
    assert list(show(browser, path)) == []
    browser.execute_script(
        "for (const element of document.querySelectorAll('*'))"
        " for (const type of ['mouseover', 'focus', 'click', 'pointerenter', 'toggle'])"
        "  if (!element.closest('a, button, summary')) element.dispatchEvent(new Event(type, {bubbles: true}))"
    )
    assert browser.title == title[1].replace("&amp;", "&")
    assert browser.current_url == path.as_uri()
    tags = browser.execute_script("return [...new Set([...document.querySelectorAll('*')].map(e => e.localName))]")
    assert set(tags) <= {"button", *(tag for tag, _ in Page(harmless).kinds)}, "the page's own script makes buttons"
    names = browser.execute_script(
        "return [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => /^on|^src/.test(n))"
    )
    assert names == []
    assert "<svg/onload=" in browser.execute_script("return document.body.textContent")
