"""The page of one submission, in a real browser: what it says and loads, in light and dark, wide and narrow."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import headless
import pytest
from headless import DESKTOP, PHONE, look, show
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from course_cli.grading.pictures import Chart, HeatMaps, Level, Mark, Pictures, Series, Surface
from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.report import html

browser = headless.browser

NARROW = (320, 640)
PWN = "window.__pwned=1"
HOSTILE = (
    f"</title></desc></svg></style><script>{PWN}</script><img src=x onerror='{PWN}'>"
    f'" onload="{PWN}" x="<a href=javascript:{PWN}>{{{{ 7*7 }}}}\x1b[31m\u202e' + "W" * 3000
)

RAMP = tuple(tuple(float(3 * i + j) for j in range(3)) for i in range(3))  # every step of the colour scale
WRONG = (*RAMP[:2], (6.0, math.nan, -math.inf))
MATRIX = HeatMaps("the matrix [0]", WRONG, RAMP, ((2, 1), (2, 2)))
LARGE = HeatMaps("", ((0.1, 0.7) * 16,) * 32, ((0.1, 0.5) * 16,) * 32, tuple((i, 1) for i in range(32)))
WIDE = HeatMaps("", ((-0.25,) * 6,) * 2, ((0.25,) * 6,) * 2, ((0, 0),))
X = tuple(map(float, range(30)))
CURVES = Chart(
    "the rate over thirty steps",
    "step t",
    "learning rate",
    (Series("yours", "got", X, tuple(x / 20 for x in X)), Series("expected", "expected", X, tuple(x / 30 for x in X))),
    Level("to reach", 0.5),
)
BOWL = tuple(tuple((x / 5 - 1) ** 2 + (y / 5 - 1) ** 2 for x in range(12)) for y in range(12))
PATH = Chart(
    "steps on contours",
    "x",
    "y",
    (Series("yours", "got", (1.0, 0.5, 0.2), (1.0, 0.4, 0.1)), Series("expected", "expected", (1.0, 0.2), (1.0, 0.2))),
    surface=Surface((-1.0, 1.2), (-1.0, 1.2), BOWL, (0.2, 0.6)),
    mark=Mark("minimum", 0.0, 0.0),
)

LONG_NUMBERS = tuple(
    Chart("", "x", "y", (Series("yours", "got", tuple(x * wide for x in X), tuple(low + x * high for x in X)),))
    for wide, low, high in ((1.0, 0.9975, 0.0001), (2e4, -3e5, 2e4), (1e-7, 0.0, 1e-7))
)


def pictured(report: Report) -> Report:
    """The report of every status, with pictures in a failed and in a passed check."""
    first, *others = report.exercises
    passed, failed, *rest = first.checks
    failed = replace(failed, pictures=Pictures((MATRIX, LARGE, WIDE), (PATH,)))
    passed = replace(passed, pictures=Pictures((), (CURVES,)))
    return replace(report, exercises=(replace(first, checks=(passed, failed, *rest)), *others))


@pytest.fixture
def page(report: Report, tmp_path: Path) -> Path:
    return written(pictured(report), tmp_path)


def written(report: Report, folder: Path) -> Path:
    path = folder / "page.html"
    path.write_text(html.render(report), encoding="utf-8")
    return path


def unfold(browser: WebDriver) -> None:
    browser.execute_script("document.querySelectorAll('details').forEach((part) => { part.open = true })")


def hostile() -> Report:
    maps = replace(MATRIX, caption=HOSTILE, axes=(HOSTILE, HOSTILE))
    chart = replace(CURVES, caption=HOSTILE, x_label=HOSTILE, y_label=HOSTILE, level=Level(HOSTILE, 1.0))
    check = CheckResult("c", HOSTILE, 1, 0, "failed", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    check = replace(check, pictures=Pictures((maps,), (chart,)))
    return Report(HOSTILE, "weak", HOSTILE, (ExerciseResult(HOSTILE, "graded", (check,), 0.1, HOSTILE),) * 2)


def test_the_policy_allows_the_pages_own_style_and_nothing_else(report: Report) -> None:
    text = html.render(pictured(report))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    directives = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", directives.pop("style-src"))
    assert set(directives.values()) == {"'none'"}
    assert set(directives) == {"default-src", "base-uri", "form-action"}
    assert not re.search(r"<script|<link|<img|\sstyle=|\son\w+=|url\(|https?:", text)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_it_fits_and_asks_for_nothing(browser: WebDriver, page: Path, size: tuple[int, int], dark: bool) -> None:
    look(browser, size, dark=dark)
    assert list(show(browser, page)) == []
    unfold(browser)
    seen = browser.execute_script(
        "const page = document.documentElement;"
        "const out = [...document.querySelectorAll('body *:not(.skip):not(.unseen)')].filter((e) => {"
        "  const box = e.getBoundingClientRect();"
        "  return !e.closest('svg svg') && box.width && (box.right > page.clientWidth + 1 || box.left < -1) });"
        "return [page.scrollWidth, page.clientWidth, out.map((e) => e.outerHTML.slice(0, 80)),"
        "        performance.getEntriesByType('resource').length]"
    )
    assert seen == [size[0], size[0], [], 0]


@pytest.mark.parametrize("size", [NARROW, PHONE, (768, 1024), DESKTOP], ids=["narrow", "phone", "tablet", "desktop"])
def test_the_text_of_pictures_can_be_read(
    browser: WebDriver, report: Report, tmp_path: Path, size: tuple[int, int]
) -> None:
    """At least 12 px as it is shown, whatever pictures are scaled to; and no number of an axis runs into another."""
    passed, failed, *rest = report.exercises[0].checks
    far = replace(LARGE, origin=(968, 1168))
    failed = replace(failed, pictures=Pictures((MATRIX, LARGE, WIDE, far), (PATH, CURVES, *LONG_NUMBERS)))
    exercise = replace(report.exercises[0], checks=(passed, failed, *rest))
    look(browser, size)
    show(browser, written(replace(report, exercises=(exercise,)), tmp_path))
    seen = browser.execute_script(
        """
        const scale = (text) => Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b);
        return [...document.querySelectorAll("svg[role=img]")].map((svg) => {
          const edge = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].map((text) => {
            const box = text.getBoundingClientRect();
            const size = parseFloat(getComputedStyle(text).fontSize) * scale(text);
            const inside = box.left >= edge.left - 1 && box.right <= edge.right + 1;
            return [text.textContent, size, inside, [box.left, box.right, box.top, box.bottom]];
          });
        });
        """
    )
    assert len(seen) == 8 + 2 + len(LONG_NUMBERS)
    assert [(text, size) for picture in seen for text, size, *_ in picture if round(size, 1) < 12] == []
    assert [text for picture in seen for text, _, inside, _ in picture if not inside] == []
    pairs = [pair for picture in seen for pair in combinations(picture, 2)]
    assert [(one[0], other[0]) for one, other in pairs if touch(one, other)] == []


def touch(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether the boxes of two texts overlap by more than a line's leading."""
    (left, right, top, bottom), (left_, right_, top_, bottom_) = one[3], other[3]
    return bool(min(right, right_) - max(left, left_) > 1 and min(bottom, bottom_) - max(top, top_) > 3)


def test_hostile_text_stays_text(browser: WebDriver, tmp_path: Path) -> None:
    look(browser, NARROW)
    assert list(show(browser, written(hostile(), tmp_path))) == []
    unfold(browser)
    assert browser.execute_script(
        "return [window.__pwned, document.querySelectorAll('script, img, a[href^=javascript]').length,"
        " document.documentElement.scrollWidth]"
    ) == [None, 0, NARROW[0]]
    assert browser.title.startswith("</title></desc></svg></style><script>")
    assert "{{ 7*7 }}" in browser.find_element(By.TAG_NAME, "h1").text
    tags = {element.tag_name for element in browser.find_elements(By.CSS_SELECTOR, "svg[role=img] *")}
    assert tags == {"title", "desc", "path", "text", "svg"}


def test_every_picture_has_a_name_and_says_what_it_shows(browser: WebDriver, page: Path) -> None:
    look(browser)
    show(browser, page)
    unfold(browser)
    pictures = browser.find_elements(By.CSS_SELECTOR, "svg[role=img]")
    assert [picture.accessible_name for picture in pictures] == [
        "What came out: 3 by 3 cells, row by column",
        "What was expected: 3 by 3 cells, row by column",
        "What came out: 32 by 32 cells, row by column",
        "What was expected: 32 by 32 cells, row by column",
        "What came out: 2 by 6 cells, row by column",
        "What was expected: 2 by 6 cells, row by column",
        "Paths on contours: steps on contours",
        "Curves: the rate over thirty steps",
    ]
    described = browser.execute_script(
        "return [...document.querySelectorAll('svg[role=img]')].map("
        "  (svg) => document.getElementById(svg.getAttribute('aria-describedby')).textContent)"
    )
    assert described[0] == "2 of 9 cells differ from what was expected: [2, 1] is nan, not 7; [2, 2] is −∞, not 8."
    assert all(described)
    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    for other in browser.find_elements(By.CSS_SELECTOR, "svg:not([role=img])"):
        assert other.get_attribute("aria-hidden") == "true" or other.get_attribute("class") == "area"


def test_what_differs_is_marked_by_shape_and_explained(browser: WebDriver, page: Path) -> None:
    look(browser)
    show(browser, page)
    first = browser.find_element(By.CSS_SELECTOR, "figure.maps")
    assert len(first.find_elements(By.CSS_SELECTOR, ".pair .frame")) == 1
    assert len(first.find_elements(By.CSS_SELECTOR, ".pair .corner")) == 1
    legend = [" ".join(entry.text.split()) for entry in first.find_elements(By.CSS_SELECTOR, ".legend li")]
    assert legend == ["0 to 8", "marked: differs from what was expected", "no finite number"]
    styles = browser.execute_script(
        "return ['.line.got', '.line.expected'].map((one) => "
        "  getComputedStyle(document.querySelector('figure.chart .area ' + one)).strokeDasharray)"
    )
    assert styles[0] == "none"
    assert styles[1] != "none"


def test_headings_and_landmarks_are_in_order(browser: WebDriver, page: Path) -> None:
    look(browser)
    show(browser, page)
    unfold(browser)
    levels = [int(head.tag_name[1]) for head in browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    roles = [
        browser.find_element(By.CSS_SELECTOR, part).aria_role
        for part in ("body > header", "body > nav", "body > main", "main > section")
    ]
    assert roles == ["banner", "navigation", "main", "region"]
    names = [section.accessible_name for section in browser.find_elements(By.CSS_SELECTOR, "main > section")]
    assert [name.replace(" ", "") for name in names] == [
        "shapes/double2/8.5", "shapes/quadruplenotwrittenyet0/3", "basics/countcannotbeimported0/1.5",
        "basics/othernofile0/1.5",
    ]  # fmt: skip
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"


def test_the_keyboard_reaches_everything_and_is_seen(browser: WebDriver, page: Path) -> None:
    look(browser)
    show(browser, page)
    reached = []
    for _ in range(7):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        active = browser.switch_to.active_element
        reached.append(active.text.replace("\n", " "))
        box = active.rect
        assert box["y"] >= 0, "the skip link comes into sight"
        assert active.value_of_css_property("outline-style") == "solid"
    assert reached[0] == "Skip to the results"
    assert [text.split()[0] for text in reached[1:5]] == [
        "shapes/double", "shapes/quadruple", "basics/count", "basics/other",
    ]  # fmt: skip
    assert reached[5:] == ["1 check skipped", "1 check passed"]
    folded = browser.find_element(By.XPATH, "//summary[contains(., 'passed')]/..")
    assert not folded.find_element(By.CSS_SELECTOR, "svg").is_displayed()
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert folded.find_element(By.CSS_SELECTOR, "svg").is_displayed()


def test_what_is_printed_hides_nothing(browser: WebDriver, page: Path) -> None:
    look(browser)
    show(browser, page)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        heights = browser.execute_script(
            "return [...document.querySelectorAll('svg[role=img]')].map("
            "  (svg) => svg.checkVisibility() ? svg.getBoundingClientRect().height : 0)"
        )
        assert len(heights) == 8
        assert min(heights) > 20
        assert not browser.find_element(By.TAG_NAME, "nav").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_and_every_line_can_be_seen(browser: WebDriver, page: Path, dark: bool) -> None:
    """Contrast of at least 4.5 for text and 3 for what pictures mean, as WCAG AA asks, computed from what is shown."""
    look(browser, dark=dark)
    show(browser, page)
    unfold(browser)
    texts = browser.execute_script(
        """
        const backdrop = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)$/.test(color) && color !== "transparent") return color;
          }
          return "rgb(255, 255, 255)";
        };
        const behind = (element) => {
          const step = /^(?:i(\\d)|odd-ink)$/.exec(element.getAttribute("class") || "");
          if (!step) return backdrop(element);
          const cell = element.closest("svg").querySelector(step[1] ? ".h" + step[1] : ".odd");
          return getComputedStyle(cell).fill;
        };
        const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        return [...document.body.querySelectorAll("*")]
          .filter((e) => own(e) && !["title", "desc"].includes(e.tagName))
          .map((e) => [e.tagName + "." + (e.getAttribute("class") || ""),
                       getComputedStyle(e)[e instanceof SVGElement ? "fill" : "color"], behind(e)]);
        """
    )
    assert {f"text.i{step}" for step in range(9)} <= {name for name, _, _ in texts}
    assert {(name, text, behind) for name, text, behind in texts if contrast(text, behind) < 4.5} == set()
    lines = browser.execute_script(
        """
        const card = getComputedStyle(document.querySelector("section")).backgroundColor;
        const meaning = [".line.got", ".line.expected", ".dots.expected", ".level", ".contour", ".target",
                         ".key .frame"];
        return meaning.map((one) => [one, getComputedStyle(document.querySelector("figure " + one)).stroke, card]);
        """
    )
    assert {name for name, line, behind in lines if contrast(line, behind) < 3} == set()
    assert (luminance(lines[0][2]) < 0.1) is dark


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_colours_are_in_order_of_lightness(browser: WebDriver, page: Path, dark: bool) -> None:
    look(browser, dark=dark)
    show(browser, page)
    ramp = browser.execute_script(
        "return [...document.querySelector('.ramp').children].map((step) => getComputedStyle(step).fill)"
    )
    light = [luminance(color) for color in ramp]
    assert len(set(ramp)) == 9
    assert light == sorted(light, reverse=not dark)


@pytest.mark.parametrize("exercises", [(), (ExerciseResult("a/b", "missing", ()),)], ids=["none", "one missing"])
def test_a_report_of_nothing_is_a_page(
    browser: WebDriver, tmp_path: Path, exercises: tuple[ExerciseResult, ...]
) -> None:
    look(browser)
    assert list(show(browser, written(Report("A course", "full", "cuda", exercises), tmp_path))) == []
    assert browser.find_element(By.CSS_SELECTOR, ".score").text == "0 of 0 points"


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """Relative luminance of `rgb(r, g, b)`, by the definition of WCAG 2."""
    channels: Sequence[Any] = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
