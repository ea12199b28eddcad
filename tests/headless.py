"""A real browser for tests that show a page: headless Chromium, where this machine has one.

A test module that says `browser = headless.browser` has the fixture.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

DESKTOP = (1280, 800)
PHONE = (390, 844)

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_DRIVERS = ("chromedriver", "chromium.chromedriver")
# Its own services would look for hosts that a closed network does not have, at every start and again and again.
_FLAGS = ("--headless=new", "--hide-scrollbars", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
_ANSWER_SECONDS = 120


@pytest.fixture(scope="module")
def browser() -> Iterator[WebDriver]:
    """One browser for all tests of a module; each goes to its own page, and sets what it needs with `look`."""
    with chromium() as driver:
        yield driver


@contextmanager
def chromium() -> Iterator[WebDriver]:
    """Start Chromium; the test is skipped where there is none."""
    program, driver_program = _first(_BROWSERS), _first(_DRIVERS)
    if program is None or driver_program is None:
        pytest.skip("no chromium and chromedriver on this machine: Debian's chromium and chromium-driver bring them")
    options = Options()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for argument in _FLAGS:
        options.add_argument(argument)
    if os.geteuid() == 0:  # Chromium's own sandbox refuses to run as root, as which containers and CI often test
        options.add_argument("--no-sandbox")
    driver = webdriver.Chrome(options, Service(driver_program))
    driver.command_executor.client_config.timeout = _ANSWER_SECONDS  # else for ever, should the browser hang
    try:
        yield driver
    finally:
        driver.quit()


def look(driver: WebDriver, size: tuple[int, int] = DESKTOP, *, dark: bool = False, script: bool = True) -> None:
    """What the next pages are shown on: a window of this many CSS pixels, light or dark, with or without scripts."""
    width, height = size
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})


def show(driver: WebDriver, page: Path) -> Sequence[Mapping[str, object]]:
    """Go to a file, and return what the browser's console said about it: errors, refused scripts and loads."""
    driver.get_log("browser")  # type: ignore[no-untyped-call]
    driver.get(page.as_uri())
    entries: list[Mapping[str, object]] = driver.get_log("browser")  # type: ignore[no-untyped-call]
    return entries


def _first(programs: Sequence[str]) -> str | None:
    return next((found for found in map(shutil.which, programs) if found), None)
