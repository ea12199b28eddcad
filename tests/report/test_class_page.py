"""The page of a class, read as text and shown in a real browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import headless
import pytest
from headless import DESKTOP, PHONE, look, show
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from course_cli.batch.late import Deadlines, Due, LatePolicy
from course_cli.grading.report import NOT_WRITTEN, CheckResult, CheckStatus, ExerciseResult, ExerciseStatus, Report
from course_cli.report.gradebook import html
from course_cli.report.gradebook.records import Record
from course_cli.report.gradebook.summary import summarise

browser = headless.browser

TITLES = {"basics/count": "Counting", "shapes/double": "Doubling", "shapes/quadruple": "Quadrupling"}
DUE = datetime(2026, 5, 1, tzinfo=timezone.utc)

PWN = "window.__pwned=1"
HOSTILE = (
    f"<script>{PWN}</script>",
    f"</script><script>{PWN}</script>",
    f'"><img src=x onerror="{PWN}">',
    f"'><svg/onload={PWN}>",
    f"javascript:{PWN}",
    f"</style><script>{PWN}</script><style>*{{display:none}}",
    f"</title><script>{PWN}</script>",
    f"</textarea>--><script>{PWN}</script><!--",
    f'" onmouseover="{PWN}" autofocus onfocus="{PWN}" x="',
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    '<meta http-equiv="refresh" content="0;url=data:text/html,pwned"><base href="https://evil.test/">',
    "{{ 7*7 }}{% for x in group.rows %}pwned{% endfor %}",
    '=HYPERLINK("https://evil.test")',
    "\u202egnp.exe\u202c \u2066x\u2069 \x1b[31mred\x1b[0m \x00\x07\ud800",
    "שלום עולם",
    "&lt;b&gt;&amp;",
    "W" * 1_000_000,
    "a " * 500_000,
)


def exercise(
    id: str, score: float, status: ExerciseStatus = "graded", message: str = "", worth: float = 4
) -> ExerciseResult:
    outcome: CheckStatus = "passed" if score >= worth else "failed"
    check = CheckResult("c", f"check of {id}", worth, score, outcome, "" if outcome == "passed" else message or "wrong")
    return ExerciseResult(id, status, (check,), message=message)


def record(student: str, *exercises: ExerciseResult, notes: Sequence[str] = (), weak: bool = False) -> Record:
    return Record(student, Report("A course", "weak" if weak else "full", "cpu", exercises), tuple(notes))


EVERYTHING = (
    record("full", *(exercise(id, 4) for id in TITLES)),
    record("half", exercise("basics/count", 1), exercise("shapes/double", 2), exercise("shapes/quadruple", 3.5)),
    record("none", exercise("basics/count", 0), exercise("shapes/double", 0, "import_error", "SyntaxError: line 3")),
    record(
        "ends",
        exercise("basics/count", 0, message=NOT_WRITTEN),
        exercise("shapes/double", 0, "timeout"),
        exercise("shapes/quadruple", 1, "crashed"),
    ),
    record("away", *(exercise(id, 0, "missing") for id in TITLES), notes=["found nothing"]),
)


def late(record: Record, days: float) -> Record:
    deadlines = Deadlines({"shapes": Due(DUE, LatePolicy(penalty_per_day=0.25))})
    moment = DUE + timedelta(days=days)
    scores = {exercise.id: exercise.score for exercise in record.report.exercises}
    return Record(record.student, record.report, record.notes, deadlines.apply(scores, {"shapes": moment}))


def page(records: Sequence[Record], course: str = "A course") -> str:
    return "".join(html.render(summarise(course, records, TITLES)))


def shown(browser: WebDriver, folder: Path, records: Sequence[Record], **how: Any) -> Sequence[Any]:
    """Show the page of a class and return what the console said."""
    path = folder / "class.html"
    path.write_bytes(page(records).encode("utf-8", "replace"))
    look(browser, **how)
    return show(browser, path)


def matrix(browser: WebDriver) -> list[list[str]]:
    rows: list[list[str]] = browser.execute_script(
        "return [...document.querySelector('.matrix').tBodies[0].rows].filter(row => !row.hidden)"
        ".map(row => [...row.cells].map(cell => cell.innerText))"
    )
    return rows


def hostile() -> list[Record]:
    return [
        record(
            text,
            exercise("shapes/double", 0, "graded", text),
            exercise("basics/count", 0, "import_error", text),
            notes=[text],
        )
        for text in HOSTILE
    ]


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_nothing_a_student_wrote_becomes_markup() -> None:
    """Without a browser too: the tags are the ones of a harmless class of the same size."""
    harmless = Tags(
        page([record(f"s{place}", *one.report.exercises, notes=["n"]) for place, one in enumerate(hostile())])
    )
    found = Tags(page(hostile()))
    assert set(found.tags) == set(harmless.tags)
    assert found.tags.count("script") == found.tags.count("style") == 1
    assert {name for name, _ in found.attributes} == {name for name, _ in harmless.attributes}
    assert not {name for name, _ in found.attributes if name.startswith("on") or name in ("src", "style")}
    assert {value for name, value in found.attributes if name == "href"} == {"#scores", "#matrix", "#checks", "#notes"}


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page(EVERYTHING))
    assert policy
    directives = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    assert directives["default-src"] == "'none'"
    for name in ("style-src", "script-src"):
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", directives[name])
    assert set(directives) == {"default-src", "style-src", "script-src", "base-uri", "form-action"}


def test_a_class_of_nobody_is_a_page() -> None:
    for records in ([], [record("ada")]):
        text = page(records)
        assert text.count("<section") == 4
        assert "No check was failed." in text


def test_a_thousand_students_fit_into_a_page() -> None:
    exercises = [f"chapter{place // 8}/exercise_number_{place}" for place in range(53)]
    results = tuple(
        exercise(id, place % 5, message=f"{place} is wrong, 4 was expected") for place, id in enumerate(exercises)
    )
    records = (record(f"student.number.{place}@university.edu", *results, notes=["a note"]) for place in range(1000))
    group = summarise("A course", records, {id: id for id in exercises})
    assert sum(len(piece.encode()) for piece in html.render(group)) < 5_000_000


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_hostile_runs_or_breaks_the_page(browser: WebDriver, tmp_path: Path, size: tuple[int, int]) -> None:
    console = shown(browser, tmp_path, hostile(), size=size)
    assert list(console) == []
    assert browser.execute_script(
        "return [window.__pwned, document.querySelectorAll('img, iframe, base, object').length]"
    ) == [None, 0]
    for row in browser.find_elements(By.CSS_SELECTOR, ".matrix tbody th, .checks bdi, .notes bdi"):
        browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))", row)
    assert browser.execute_script("return window.__pwned") is None
    assert browser.current_url.startswith("file:")
    names = [row[0] for row in matrix(browser)]
    assert names[0] == HOSTILE[0]
    assert names[11] == HOSTILE[11][:80]
    assert names[14] == HOSTILE[14]
    wide = browser.execute_script("const page = document.documentElement; return [page.scrollWidth, page.clientWidth]")
    assert wide[0] <= wide[1] == size[0]


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_numbers_of_the_chart_can_be_read(browser: WebDriver, tmp_path: Path, width: int) -> None:
    many = [record(f"s{place}", exercise("basics/count", 4)) for place in range(120)]
    shown(browser, tmp_path, many, size=(width, 800))
    texts = browser.execute_script(
        "return [...document.querySelectorAll('figure text')].map((text) => {"
        "  const box = text.getBoundingClientRect();"
        "  return [parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a, box.top, box.left, box.right]})"
    )
    assert len(texts) == 12
    assert min(round(size, 1) for size, *_ in texts) >= 12
    scale = sorted((left, right) for _, top, left, right in texts if top == texts[0][1])
    assert len(scale) == 11
    assert all(right < left for (_, right), (left, _) in zip(scale, scale[1:], strict=False))


def test_the_policy_would_stop_what_slipped_through(browser: WebDriver, tmp_path: Path) -> None:
    path = tmp_path / "slipped.html"
    slipped = f"<p>slipped</p><script>{PWN}</script><img src=x onerror='{PWN}'><p style='color: red' id=styled>red</p>"
    path.write_text(page(EVERYTHING).replace("<main>", f"<main>{slipped}"), encoding="utf-8")
    look(browser)
    console = show(browser, path)
    assert sum("Content Security Policy" in str(entry["message"]) for entry in console) >= 3
    assert browser.execute_script("return window.__pwned") is None
    assert (
        browser.execute_script("return getComputedStyle(document.querySelector('#styled')).color") != "rgb(255, 0, 0)"
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_cells_say_what_the_records_say(browser: WebDriver, tmp_path: Path, script: bool) -> None:
    console = shown(browser, tmp_path, EVERYTHING, script=script)
    assert list(console) == []
    look(browser)  # scripts of the page stay off once it is loaded; the ones of this test need them on
    assert matrix(browser) == [
        ["full", "12", "4", "4", "4"],
        ["half", "6.5", "1", "2", "3.5"],
        ["none", "0", "0", "E", ""],
        ["ends", "1", "○", "T", "1C"],
        ["away", "0", "–", "–", "–"],
    ]
    titles = [
        cell.get_attribute("title") for cell in browser.find_elements(By.CSS_SELECTOR, ".matrix tbody td:not(.sum)")
    ]
    assert titles[3:6] == ["1 of 4", "2 of 4", "3.5 of 4"]
    assert titles[9:12] == ["not written yet, 0 of 4", "out of time, 0 of 4", "crashed, 1 of 4"]
    looks = [
        cell.get_attribute("class") for cell in browser.find_elements(By.CSS_SELECTOR, ".matrix tbody td:not(.sum)")
    ]
    assert looks[:9] == ["q4", "q4", "q4", "q1", "q2", "q3", "q0", "import_error", "none"]
    heads = [head.text for head in browser.find_elements(By.CSS_SELECTOR, ".matrix thead th")]
    assert heads[:4] == ["Student", "Total\n12", "basics", "shapes"]
    assert browser.find_element(By.CSS_SELECTOR, "form.find").is_displayed() is script


def test_every_cell_has_its_headers_and_every_table_a_caption(browser: WebDriver, tmp_path: Path) -> None:
    shown(browser, tmp_path, EVERYTHING)
    assert browser.find_elements(By.CSS_SELECTOR, "th:not([scope])") == []
    assert browser.find_elements(By.CSS_SELECTOR, "table:not(:has(caption))") == []
    assert browser.find_elements(By.CSS_SELECTOR, ".matrix tbody td:not(.sum):not(.none):not([title])") == []
    assert browser.find_element(By.CSS_SELECTOR, "html").get_attribute("lang") == "en"
    (svg,) = browser.find_elements(By.CSS_SELECTOR, "svg")
    assert svg.accessible_name.startswith("Students by score: 3 at 0 to 10%")
    assert [region.accessible_name for region in browser.find_elements(By.CSS_SELECTOR, "[role=region]")] == [
        "Matrix",
        "Checks most often failed",
    ]


def test_what_went_wrong_and_notes_are_listed(browser: WebDriver, tmp_path: Path) -> None:
    shown(browser, tmp_path, EVERYTHING)
    first = browser.find_element(By.CSS_SELECTOR, ".checks tbody tr").text
    assert "2 of 5" not in first
    assert "basics/count" in first
    assert "2 of 3" in first
    assert "2× wrong" in first
    assert "1× SyntaxError: line 3" in browser.find_element(By.CSS_SELECTOR, ".checks").text
    assert browser.find_element(By.CSS_SELECTOR, ".notes").text.split("\n") == ["away", "found nothing"]


def test_lateness_is_shown_beside_the_raw_score(browser: WebDriver, tmp_path: Path) -> None:
    shown(browser, tmp_path, [late(EVERYTHING[0], 1.5), late(EVERYTHING[1], -1)])
    heads = [head.text.split("\n")[0] for head in browser.find_elements(By.CSS_SELECTOR, ".matrix thead th")]
    assert heads[:4] == ["Student", "Raw", "Late", "Final"]
    assert [row[:4] for row in matrix(browser)] == [["full", "12", "−4", "8"], ["half", "6.5", "", "6.5"]]
    assert "2 days late: 12 − 4 = 8 points" in browser.find_element(By.CSS_SELECTOR, ".notes").text


def test_weak_isolation_is_said(browser: WebDriver, tmp_path: Path) -> None:
    shown(browser, tmp_path, [EVERYTHING[0], record("weak", exercise("basics/count", 4), weak=True)])
    assert "1 of 2 submissions" in browser.find_element(By.CSS_SELECTOR, ".warning").text
    shown(browser, tmp_path, EVERYTHING)
    assert browser.find_elements(By.CSS_SELECTOR, ".warning") == []


def test_the_keyboard_reaches_sorting_filtering_and_scrolling(browser: WebDriver, tmp_path: Path) -> None:
    shown(browser, tmp_path, EVERYTHING)
    reached = []
    for _ in range(14):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        reached.append(active.get_attribute("title") or active.accessible_name.strip())
    assert reached[:5] == ["Scores", "Matrix", "Failed checks", "Notes", "Find students"]
    assert reached[5:11] == [
        "Matrix",
        *(f"Sort by {name}" for name in ("Student", "Total", "count", "double", "quadruple")),
    ]
    assert "Checks most often failed" in reached[11:]


def test_the_script_sorts_and_filters(browser: WebDriver, tmp_path: Path) -> None:
    shown(browser, tmp_path, EVERYTHING)

    def press(label: str) -> list[str]:
        browser.find_element(By.CSS_SELECTOR, f'button[title="Sort by {label}"]').send_keys(Keys.ENTER)
        return [row[0] for row in matrix(browser)]

    assert press("Student") == ["away", "ends", "full", "half", "none"]
    assert press("Student") == ["none", "half", "full", "ends", "away"]
    assert press("Total") == ["full", "half", "ends", "none", "away"]
    assert press("quadruple") == ["full", "half", "ends", "away", "none"]
    sorted_by = browser.find_elements(By.CSS_SELECTOR, "[aria-sort]")
    assert [head.get_attribute("aria-sort") for head in sorted_by] == ["descending"]
    browser.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("NO")
    assert [row[0] for row in matrix(browser)] == ["none"]
    assert browser.find_element(By.CSS_SELECTOR, "output").text == "1 of 5"


def test_heads_and_names_stay_in_sight(browser: WebDriver, tmp_path: Path) -> None:
    many = [record(f"student {place}", *EVERYTHING[0].report.exercises) for place in range(100)]
    shown(browser, tmp_path, many, size=PHONE)
    moved = browser.execute_script(
        "const box = document.querySelector('#matrix .scroll'); box.style; box.scrollTop = 900; box.scrollLeft = 60;"
        "const at = query => document.querySelector(query).getBoundingClientRect(), b = box.getBoundingClientRect();"
        "return [box.scrollTop, at('.matrix thead').top - b.top, at('.matrix tbody th').left - b.left]"
    )
    assert moved[0] == 900
    assert abs(moved[1]) <= 2
    assert abs(moved[2]) <= 2


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read(browser: WebDriver, tmp_path: Path, dark: bool) -> None:
    """Contrast of at least 4.5, as WCAG AA asks, over every element that has text of its own."""
    shown(browser, tmp_path, [late(one, 2) for one in EVERYTHING], dark=dark)
    pairs = browser.execute_script(
        """
        const backdrop = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)$/.test(color) && color !== "transparent") return color;
          }
          return "rgb(255, 255, 255)";
        };
        const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const shown = (element) => !["SCRIPT", "TITLE"].includes(element.tagName.toUpperCase());
        return [...document.body.querySelectorAll("*")].filter((e) => own(e) && shown(e))
          .map((e) => [e.tagName + "." + (e.getAttribute("class") || ""),
                       getComputedStyle(e)[e instanceof SVGElement ? "fill" : "color"], backdrop(e)]);
        """
    )
    assert len({name for name, _, _ in pairs}) > 20
    weak = {(name, text, behind) for name, text, behind in pairs if contrast(text, behind) < 4.5}
    assert weak == set()
    behind = {name: backdrop for name, _, backdrop in pairs}
    assert (luminance(behind["TD.sum"]) < 0.1) is dark


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """Relative luminance of `rgb(r, g, b)`, by the definition of WCAG 2."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
