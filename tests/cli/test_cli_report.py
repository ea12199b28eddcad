"""`course_cli report`, and the same page from `grade --format html`, on the real engine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_course import COUNT, DOUBLE, MUTANT_DOUBLE, put

from course_cli.grading.report import Report
from course_cli.report import html

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    put(folder / "shapes" / "double.py", MUTANT_DOUBLE)
    put(folder / "basics" / "count.py", COUNT)
    return folder


def test_it_writes_the_page_beside_the_work_and_says_so(run_cli: RunCli, here: Path) -> None:
    result = run_cli("report", cwd=here)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "Score 2.5/5.5. The page is in report.html; open it in a browser.\n"
    page = (here / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "every entry is doubled" in page
    assert page.count('role="img"') == 2, "what came out, and what was expected"
    assert "2.5" in run_cli("status", cwd=here).stdout, "what was graded is remembered"
    printed = run_cli("grade", "--format", "html", cwd=here)
    assert printed.returncode == 1
    assert printed.stdout.strip() == page.strip()


def test_it_takes_names_a_folder_and_a_file(run_cli: RunCli, here: Path, tmp_path: Path) -> None:
    result = run_cli("report", "count", "--path", str(here), "--out", "mine.html", cwd=tmp_path)
    assert result.stdout.startswith("Score 1.5/1.5. The page is in mine.html")
    assert "shapes" not in (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert not (here / "report.html").exists()


def test_it_replaces_its_own_page_and_nothing_else(run_cli: RunCli, here: Path) -> None:
    (here / "report.html").write_text(html.render(Report("A course", "full", "cpu", ())), encoding="utf-8")
    put(here / "shapes" / "double.py", DOUBLE)
    assert run_cli("report", cwd=here).stdout.startswith("Score 5.5/5.5.")
    assert "every entry is doubled" in (here / "report.html").read_text(encoding="utf-8")
    (here / "report.html").write_text("<p>my own notes", encoding="utf-8")
    refused = run_cli("report", cwd=here)
    assert refused.returncode == 2
    assert refused.stderr == (
        "Error: report.html is there already, and course_cli did not write it: choose another name with --out\n"
    )
    assert (here / "report.html").read_text(encoding="utf-8") == "<p>my own notes"


def test_neither_a_link_nor_a_pipe_nor_a_folder_is_touched(run_cli: RunCli, here: Path) -> None:
    (here / "notes.txt").write_text("mine", encoding="utf-8")
    (here / "link.html").symlink_to("notes.txt")
    os.mkfifo(here / "pipe.html")
    (here / "folder.html").mkdir()
    for name in ("link.html", "pipe.html", "folder.html", "."):
        result = run_cli("report", "--out", name, cwd=here)
        assert result.returncode == 2, name
        assert result.stderr.startswith("Error: "), name
    assert (here / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (here / "link.html").is_symlink()


def test_a_wrong_command_leaves_no_page(run_cli: RunCli, here: Path, tmp_path: Path) -> None:
    for args in (["nonsense"], ["--out", "no/such/folder/page.html"], ["--path", str(tmp_path / "nowhere")]):
        result = run_cli("report", *args, cwd=here)
        assert result.returncode == 2, args
        assert result.stderr.startswith("Error: "), args
    assert list(here.glob("*.html")) == []
