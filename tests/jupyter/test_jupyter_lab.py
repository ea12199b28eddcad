"""JupyterLab itself: a learner opens the notebook, runs all its cells, and reads the report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import headless
import nbformat
import pytest
import tiny_course as tiny
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

browser = headless.browser

PATIENCE = 180.0
STYLE = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"


@pytest.fixture
def lab(tmp_path: Path, installation: Path) -> Iterator[str]:
    """The address of the notebook, with a wrong answer in it, on a server of its own."""
    env = {
        **os.environ,
        "PYTHONPATH": str(installation),
        "HOME": str(tmp_path),
        **{f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")},
    }
    work = tmp_path / "work"
    work.mkdir()
    fetch = [sys.executable, "-m", "course_cli", "fetch", "shapes", "--notebook"]
    subprocess.run(fetch, cwd=work, env=env, check=True, capture_output=True, timeout=PATIENCE)
    path = work / "shapes" / "shapes.ipynb"
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        cell.source = tiny.MUTANT_DOUBLE if cell.id == "shapes-double" else cell.source
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.port=0"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={work}"], cwd=work, env=env, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        found = _server(tmp_path / "RUNTIME", server, tmp_path / "log")
        yield f"{found['url']}lab/tree/shapes/shapes.ipynb?token={found['token']}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _server(folder: Path, server: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        for path in folder.glob("jpserver-*.json"):
            try:
                found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                continue  # it is being written
            return found
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))


def test_run_all_shows_reports_that_change_nothing_around_them(browser: WebDriver, lab: str) -> None:
    headless.look(browser)
    browser.get(lab)
    wait = WebDriverWait(browser, PATIENCE)
    wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, ".jp-Notebook .jp-CodeCell"))
    around = [("body", "fontFamily"), ("body", "maxWidth"), (".jp-Notebook .jp-MarkdownOutput h1", "fontSize")]
    before = [browser.execute_script(STYLE, *what) for what in around]  # type: ignore[no-untyped-call]
    browser.find_element(By.XPATH, "//*[contains(@class, 'lm-MenuBar-itemLabel')][.='Run']").click()
    item = "//*[contains(@class, 'lm-Menu-itemLabel')][.='Run All Cells']"
    wait.until(lambda driver: [one for one in driver.find_elements(By.XPATH, item) if one.is_displayed()])[0].click()
    reports = wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, ".course-cli"))
    text = reports[0].text
    assert "failed, 0 of 2" in text
    assert "every entry is doubled" in text
    assert "double: as it ran in code cell 2 (In [2])." in text  # JupyterLab says which cell ran
    assert browser.execute_script(STYLE, ".course-cli dt", "float") == "none"  # type: ignore[no-untyped-call]
    assert browser.execute_script(STYLE, ".course-cli section", "borderTopWidth") == "1px"  # type: ignore[no-untyped-call]
    light, dark = (_contrast(browser, theme) for theme in ("true", "false"))
    assert light != dark
    assert [browser.execute_script(STYLE, *what) for what in around] == before  # type: ignore[no-untyped-call]


def _contrast(browser: WebDriver, light: str) -> tuple[str, str]:
    script = "document.body.dataset.jpThemeLight = arguments[0]"
    browser.execute_script(script, light)  # type: ignore[no-untyped-call]
    section = ".course-cli section"
    ink, card = (browser.execute_script(STYLE, section, what) for what in ("color", "backgroundColor"))  # type: ignore[no-untyped-call]
    assert ink != card
    return ink, card
