"""Matrices on the page of one submission, in a real browser: rows stay rows, on a narrow page too."""

from __future__ import annotations

from pathlib import Path

import headless
import pytest
from headless import DESKTOP, look, show
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.report import html

browser = headless.browser

NARROW = (320, 640)
WIDE = "tensor([[0.1234, -12.5, 3.0, 1e-05, 7.25, 8.125], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]], dtype=float64)"
DEEP = "tensor([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 800.0]]])"
WIDE_ROWS = """\
tensor([[0.1234,  -12.5,    3.0,  1e-05,   7.25,  8.125],
        [   1.0,    2.0,    3.0,    4.0,    5.0,    6.0]],
       dtype=float64)"""
DEEP_ROWS = """\
tensor([[[  1.0,   2.0],
         [  3.0,   4.0]],
        [[  5.0,   6.0],
         [  7.0, 800.0]]])"""


def page(folder: Path, got: str, expected: str) -> Path:
    check = CheckResult("c", "a matrix", 1, 0, "failed", "all elements differ", got=got, expected=expected)
    path = folder / "page.html"
    path.write_text(html.render(Report("c", "full", "cpu", (ExerciseResult("a/b", "graded", (check,)),))), "utf-8")
    return path


def text(browser: WebDriver, label: str) -> str:
    shown = browser.find_element(By.CSS_SELECTOR, f".{label} dd").get_attribute("textContent")
    assert isinstance(shown, str)
    return shown


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_each_row_is_a_line_whatever_the_width(browser: WebDriver, tmp_path: Path, size: tuple[int, int]) -> None:
    look(browser, size)
    show(browser, page(tmp_path, WIDE, DEEP))
    assert (text(browser, "got"), text(browser, "expected")) == (WIDE_ROWS, DEEP_ROWS)
    lines = browser.execute_script(
        "return [...document.querySelectorAll('dd.matrix')].map((box) => {"
        "  const range = document.createRange(); range.selectNodeContents(box);"
        "  return new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size })"
    )
    assert lines == [3, 4]


def test_a_wide_one_is_moved_in_its_box_and_the_page_stays(browser: WebDriver, tmp_path: Path) -> None:
    look(browser, NARROW)
    show(browser, page(tmp_path, WIDE, DEEP))
    box = browser.find_element(By.CSS_SELECTOR, ".got dd")
    assert browser.execute_script(
        "const page = document.documentElement, box = arguments[0];"
        "return [page.scrollWidth, box.scrollWidth > box.clientWidth, box.getBoundingClientRect().right <= 320]",
        box,
    ) == [320, True, True]
    browser.execute_script("arguments[0].focus()", box)
    browser.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert box.value_of_css_property("outline-style") == "solid"
    browser.execute_script("arguments[0].scrollLeft = 10000", box)
    assert browser.execute_script("return [arguments[0].scrollLeft > 50, scrollX]", box) == [True, 0]


@pytest.mark.parametrize(
    "value", ["tensor([[1., 2.], [3., 4.]])", "['a', 'b'] " * 30, "[1, 2], [3, 4]\n" * 9, "x" * 3000]
)
def test_what_is_short_or_no_matrix_is_as_it_was(browser: WebDriver, tmp_path: Path, value: str) -> None:
    look(browser, NARROW)
    show(browser, page(tmp_path, value, value))
    assert not browser.find_elements(By.CSS_SELECTOR, ".matrix")
    assert text(browser, "got").strip() == value.strip()
    assert browser.execute_script("return document.documentElement.scrollWidth") == 320


def test_nothing_of_it_is_cut_off_in_print(browser: WebDriver, tmp_path: Path) -> None:
    look(browser, NARROW)
    show(browser, page(tmp_path, WIDE, DEEP))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        box = browser.find_element(By.CSS_SELECTOR, ".got dd")
        assert browser.execute_script("return arguments[0].scrollWidth <= arguments[0].clientWidth", box)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
