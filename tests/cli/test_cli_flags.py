"""What a teacher is told to look at, from the batch to the exports, and that a student never is."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import tiny_class
import tiny_course
from tiny_class import RunCli

FLAGGED = "import gc\n" + tiny_class.RIGHT
CLASS = {
    "ada": {"shapes/double.py": tiny_class.RIGHT, "shapes/quadruple.py": tiny_class.QUADRUPLE},
    "mal": {"shapes/double.py": FLAGGED, "shapes/unused.py": "import ctypes\n", "basics/count.py": "import inspect\n"},
}
OF_MAL = [
    {"file": "basics/count.py", "line": 1, "name": "inspect", "why": "looks into running code or at objects of others"},
    {"file": "shapes/double.py", "line": 1, "name": "gc", "why": "looks into running code or at objects of others"},
    {"file": "shapes/unused.py", "line": 1, "name": "ctypes", "why": "reaches memory behind Python"},
]
WORDS = ("ctypes", "inspect", "behind python", "running code", "flag")


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    return tiny_class.write(tmp_path / "submissions", CLASS)


def of_mal(run_cli: RunCli, *options: str) -> object:
    done = run_cli("export", "--to", "json", *options)
    return json.loads(done.stdout)["submissions"]["mal"].get("flags")


def test_a_teacher_is_told_and_flags_stay_with_what_they_are_about(run_cli: RunCli, submissions: Path) -> None:
    command = ("grade", "--submissions", str(submissions), "--format")
    first = run_cli(*command, "json")
    assert first.returncode == 0, first.stderr
    assert "3 flags in 1 submission: " in first.stderr
    assert "course_cli export --to html --gradebook" in first.stderr
    report = json.loads(first.stdout)["submissions"]
    assert report["mal"].pop("flags") == OF_MAL
    assert "flags" not in report["ada"]
    assert [exercise["score"] for exercise in report["mal"]["exercises"]] == [0, 4, 0], "it costs nothing"
    assert of_mal(run_cli) == OF_MAL
    again = run_cli(*command, "csv")
    assert "0 graded, 2 unchanged" in again.stderr
    assert "3 flags in 1 submission: " in again.stderr
    header, ada, mal = csv.reader(io.StringIO(again.stdout))
    assert (header[-1], ada[-1]) == ("flags", "")
    assert mal[-1].split("; ")[1] == "shapes/double.py, line 1: gc: looks into running code or at objects of others"

    tiny_course.put(submissions / "mal" / "basics" / "count.py", "import socket\n")
    tiny_course.put(submissions / "mal" / "shapes" / "double.py", tiny_class.RIGHT)
    done = run_cli("grade", "shapes", *command[1:], "text")
    assert "3 flags in 1 submission" in done.stderr
    names = {flag["name"] for flag in of_mal(run_cli) or []}
    assert names == {"ctypes", "socket", "inspect"}, "what was graded and is not graded now has its score, and its flag"
    (submissions / "mal" / "shapes" / "unused.py").unlink()
    run_cli(*command, "text")
    assert {flag["name"] for flag in of_mal(run_cli) or []} == {"socket"}
    tiny_course.put(submissions / "mal" / "basics" / "count.py", "")
    assert "flag" not in run_cli(*command, "text").stderr
    assert of_mal(run_cli) is None


def test_a_gradebook_of_before_is_looked_through_at_the_next_run(
    run_cli: RunCli, submissions: Path, tmp_path: Path
) -> None:
    book = tmp_path / "g.db"
    command = ("grade", "--submissions", str(submissions), "--gradebook", str(book))
    run_cli(*command)
    with closing(sqlite3.connect(book)) as connection:
        connection.executescript("ALTER TABLE intake DROP COLUMN flags; PRAGMA user_version = 2")
    assert of_mal(run_cli, "--gradebook", str(book)) is None
    again = run_cli(*command)
    assert "0 graded, 2 unchanged" in again.stderr
    assert "3 flags in 1 submission" in again.stderr
    assert of_mal(run_cli, "--gradebook", str(book)) == OF_MAL


def test_no_format_that_students_may_see_has_flags(run_cli: RunCli, submissions: Path) -> None:
    listing = run_cli("grade", "--submissions", str(submissions)).stdout
    own = str(submissions / "mal")
    for format_ in ("text", "json", "html", "junit", "gradescope"):
        done = run_cli("grade", "shapes", "--path", own, "--format", format_)
        assert done.returncode == 1
        for word in WORDS:
            assert word not in (done.stdout + done.stderr).lower(), format_
    for school in ("canvas", "moodle"):
        done = run_cli("export", "--to", school)
        assert "mal" in done.stdout
        for word in WORDS:
            assert word not in (done.stdout + done.stderr).lower(), school
    for word in WORDS:
        assert word not in listing
    page = run_cli("export", "--to", "html").stdout
    assert 'id="flags"' in page
    assert "ctypes: reaches memory behind Python" in page


def test_only_batches_look_for_flags() -> None:
    """Whatever a student may see is made by modules that cannot even name one."""
    package = Path(__file__).resolve().parents[2] / "course_cli"
    users = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "batch.flags" in path.read_text(encoding="utf-8")
    }
    assert {user for user in users if not user.startswith("batch/")} == {
        "report/gradebook/json.py",
        "report/gradebook/records.py",
        "report/gradebook/summary.py",
    }
