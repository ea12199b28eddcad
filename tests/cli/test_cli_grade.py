"""`course_cli grade` and `run`, on the real engine."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click import unstyle
from tiny_course import COUNT, DOUBLE, MUTANT_DOUBLE, QUADRUPLE, TEST_DOUBLE, put

from course_cli.cli.grade import rendered
from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.report import ExampleResult
from course_cli.report.examples import render as render_examples
from course_cli.report.json import as_data
from course_cli.workspace.files import read_submission

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def graded(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def test_solutions_earn_full_marks(run_cli: RunCli, installation: Path) -> None:
    result = run_cli("grade", "--path", str(installation / "solutions"), "--format", "json")
    assert result.returncode == 0, result.stderr
    data = graded(result)
    assert (data["score"], data["max_score"], data["schema"]) == (8.5, 8.5, 1)
    assert [exercise["status"] for exercise in data["exercises"]] == ["graded"] * 3
    assert result.stderr == ""


def test_stubs_earn_nothing_and_say_so(run_cli: RunCli, installation: Path) -> None:
    result = run_cli("grade", "all", "--path", str(installation / "exercises"))
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["basics/count", "0/1.5", "not", "written", "yet"],
        ["shapes/double", "0/4", "not", "written", "yet"],
        ["shapes/quadruple", "0/3", "not", "written", "yet"],
    ]


def test_a_wrong_answer_is_shown_with_what_was_expected(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", MUTANT_DOUBLE)
    result = run_cli("grade", "double")
    assert result.returncode == 1
    for words in ("✗   0/2 every entry is doubled", "called ", "got ", "expected ", "hint      What is 2 times X?"):
        assert words in result.stdout
    assert "-   0/1 nothing doubled is nothing" in result.stdout
    assert "✓     1 float64 stays float64" in result.stdout
    assert result.stdout.rstrip().endswith("Score 1/4")


def test_what_is_missing_scores_0_and_is_no_error(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", DOUBLE)
    result = run_cli("grade", "shapes", "--format", "json")
    assert result.returncode == 1
    data = graded(result)
    assert [(exercise["status"], exercise["score"]) for exercise in data["exercises"]] == [
        ("graded", 4.0),
        ("missing", 0.0),
    ]
    assert data["max_score"] == 7.0
    assert result.stderr == ""
    nothing = run_cli("grade", "count")
    assert (nothing.returncode, graded(run_cli("grade", "count", "--format", "json"))["score"]) == (1, 0.0)
    assert f"no basics/count.py in {here}" in nothing.stderr
    assert "course_cli fetch basics/count" in nothing.stderr


def test_without_a_name_what_is_there_is_graded(run_cli: RunCli, here: Path) -> None:
    put(here / "basics/count.py", COUNT)
    put(here / "shapes/double.py", DOUBLE)
    put(here / "shapes/helper.py", "x = 1\n")
    result = run_cli("grade", "--format", "json")
    assert result.returncode == 0
    assert [exercise["id"] for exercise in graded(result)["exercises"]] == ["basics/count", "shapes/double"]


def test_an_answer_may_import_its_sibling(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", DOUBLE)
    put(here / "shapes/quadruple.py", QUADRUPLE)
    assert run_cli("grade", "quadruple").returncode == 0


@pytest.fixture(scope="module")
def engine(installation: Path) -> Iterator[Engine]:
    with Engine(Catalog.load(installation), ["shapes/double"]) as engine:
        yield engine


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"def double(X:\n", "SyntaxError"),
        (b"# -*- coding: utf-8 -*-\nx = '\xff'\n", "utf-8"),
        (b"x = 1\0\n", "null|NUL"),
        (b"import nothing_of_that_name\n", "nothing_of_that_name"),
        (b"raise RuntimeError('on import')\n", "on import"),
        (b"raise SystemExit(0)\n", "exit|Exit"),
        (b"", "double"),
        (b"double = 3\n", "double"),
        (b"def double():\n    return 1\n", "argument"),
        (b"def double(X):\n    return None\n", "None"),
    ],
)
def test_bad_files_score_0_with_a_reason(
    engine: Engine, installation: Path, here: Path, content: bytes, word: str
) -> None:
    put(here / "shapes/double.py", "")
    (here / "shapes/double.py").write_bytes(content)
    data = as_data(engine.grade(read_submission(here, Catalog.load(installation)), ["shapes/double"]))
    assert data["score"] == 0
    said = data["exercises"][0]["message"] + " ".join(c["message"] + c["got"] for c in data["exercises"][0]["checks"])
    assert any(each in said for each in word.split("|")), said
    assert "course_cli" not in said


def test_a_file_that_is_not_taken_scores_0_with_a_reason(run_cli: RunCli, here: Path) -> None:
    (here / "shapes").mkdir()
    (here / "shapes/double.py").symlink_to("/etc/passwd")
    result = run_cli("grade")
    assert result.returncode == 1
    assert "is a link" in result.stdout


def test_a_linked_chapter_is_not_read_and_that_is_said(run_cli: RunCli, here: Path, installation: Path) -> None:
    (here / "shapes").symlink_to(installation / "solutions/shapes")
    result = run_cli("grade", "double", "--format", "json")
    assert result.returncode == 1
    assert graded(result)["exercises"][0]["status"] == "missing"
    assert result.stderr == "Warning: shapes/ is a link, not a folder; it was not read.\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--path", "none"), "no such folder: none"),
        (("--path", "a-file"), "not a folder: a-file"),
        ((), "no exercise of this course in .: `course_cli fetch basics` brings some"),
        (("--path", "inside/shapes"), "--path takes the folder above shapes/"),
        (("double", "--device", "mps"), "no MPS device that torch can use"),
    ],
)
def test_a_wrong_command_ends_with_2(run_cli: RunCli, here: Path, args: tuple[str, ...], message: str) -> None:
    put(here / "a-file", "")
    put(here / "inside/shapes/double.py", DOUBLE)
    result = run_cli("grade", *args)
    assert result.returncode == 2
    assert message in result.stderr
    assert not result.stdout


def test_the_other_formats(run_cli: RunCli, engine: Engine, installation: Path, here: Path) -> None:
    put(here / "shapes/double.py", MUTANT_DOUBLE)
    suite = ElementTree.fromstring(run_cli("grade", "--format", "junit").stdout).find("testsuite")
    assert suite is not None
    assert suite.attrib["failures"] == "1"
    report = engine.grade(read_submission(here, Catalog.load(installation)), ["shapes/double"])
    assert json.loads(rendered(report, "gradescope"))["score"] == 1.0
    assert "1/4" in rendered(report, "html")


def test_a_student_cannot_write_to_the_terminal(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", "print('{}\\x1b[2J')\ndef double(X):\n    raise ValueError('\\x1b[31m{\\u202e')\n")
    result = run_cli("grade", "double")
    assert result.returncode == 1
    assert "ValueError" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr
    assert "\u202e" not in result.stdout


def test_a_broken_grader_is_our_fault(tiny_course: Path, installation: Path, run_cli: RunCli) -> None:
    shutil.copytree(installation / "course_cli", tiny_course / "course_cli")
    put(tiny_course / "graders/shapes/test_double.py", f"import nothing_of_that_name\n{TEST_DOUBLE}")
    result = run_cli("grade", "double", "--path", str(tiny_course / "solutions"), root=tiny_course)
    assert result.returncode == 3, result.stderr
    assert result.stderr == (
        "Error (ours, not your code's): the grader of shapes/double cannot be read: "
        "ModuleNotFoundError: No module named 'nothing_of_that_name' (line 1)\n"
    )
    assert not result.stdout


def terminal(here: Path, installation: Path, *args: str, **env: str) -> tuple[str, str]:
    """Standard output and error of a command whose standard error is a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "course_cli", *args],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(installation), "TERM": "xterm", **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=slave,
    )
    os.close(slave)
    output, _ = process.communicate(timeout=120)
    errors = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # Linux reports a terminal whose other end is closed so
            break
        if not piece:
            break
        errors += piece
    os.close(master)
    return output.decode(), errors.decode()


def test_progress_is_shown_on_a_terminal_only_and_erased(here: Path, installation: Path) -> None:
    put(here / "shapes/double.py", DOUBLE)
    output, errors = terminal(here, installation, "grade", "double", "--format", "json")
    assert json.loads(output)["score"] == 4.0
    assert "\x1b[K" in errors
    assert "torch" in errors
    assert errors.endswith("\r\x1b[K")
    assert terminal(here, installation, "grade", "double", TERM="dumb")[1] == ""


def test_run_shows_each_example(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", DOUBLE)
    result = run_cli("run", "double")
    assert result.returncode == 0, result.stderr
    assert result.stdout == "shapes/double\n  >>> double(torch.tensor([1.0, 2.0]))\n  tensor([2., 4.])\n"


def test_run_shows_what_was_expected(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", MUTANT_DOUBLE)
    result = run_cli("run", "double")
    assert result.returncode == 1
    assert "  tensor([3., 6.])\n  expected\n  tensor([2., 4.])\n" in result.stdout


def test_run_blames_no_example_for_one_above_it() -> None:
    first = ExampleResult("W, b = make()", "", "not written yet", False)
    later = ExampleResult("W.shape", "(2,)", "NameError: name 'W' is not defined", False)
    own = ExampleResult("f(Z)", "1", "NameError: name 'Z' is not defined", False)
    noisy = ExampleResult("W, b = make()", "", "debug", False)
    assert unstyle(render_examples([first, later, own, noisy])).split("\n") == [
        "  >>> W, b = make()", "  not written yet",
        "  >>> W.shape", "  needs W, which an example above was to set",
        "  >>> f(Z)", "  NameError: name 'Z' is not defined", "  expected", "  1",
        "  >>> W, b = make()", "  debug", "  expected", "  nothing",
    ]  # fmt: skip


def test_run_wants_a_file(run_cli: RunCli, here: Path) -> None:
    result = run_cli("run", "double")
    assert result.returncode == 2
    assert result.stderr == "Error: no shapes/double.py in .: `course_cli fetch shapes/double` brings it\n"
    (here / "shapes").mkdir()
    (here / "shapes/double.py").symlink_to("/etc/passwd")
    assert "is a link" in run_cli("run", "double").stderr
