"""`course_cli export`, on real gradebooks."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from tiny_course import COUNT, DOUBLE, MUTANT_DOUBLE, put

from course_cli.batch.fingerprint import Fingerprint
from course_cli.batch.gradebook import Attempt, DueDate, Gradebook, IntakeRecord
from course_cli.batch.late import LatePolicy
from course_cli.course.catalog import COURSE
from course_cli.grading.report import CheckResult, ExerciseResult

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

NOON = datetime(2026, 10, 1, 12, tzinfo=timezone.utc)
FORMATS = ("csv", "json", "canvas", "moodle", "html")
WORTH = {"basics/count": 1.5, "shapes/double": 4.0, "shapes/quadruple": 3.0, "gone/exercise": 60.0}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Where the command runs, with the gradebook that it looks for by itself."""
    folder = tmp_path / "here"
    folder.mkdir()
    write(
        folder / "grades.db",
        {
            "ada": {"shapes/double": 4.0, "basics/count": 1.5},
            "=bob": {"shapes/double": 2.5, "gone/exercise": 0.0},
            "梅": {},
        },
    )
    return folder


def write(path: Path, scores: dict[str, dict[str, float]], due: Sequence[DueDate] = ()) -> None:
    with Gradebook.open(path, COURSE, write=True) as book:
        book.set_due_dates(due)
        times = {id.partition("/")[0]: NOON + timedelta(hours=1) for id in WORTH}
        for student, exercises in scores.items():
            attempts = [
                Attempt(Fingerprint("1", "g", "s", student + id), "full", "cpu", result(id, score), NOON)
                for id, score in exercises.items()
            ]
            book.record(student, attempts, IntakeRecord(("<b>a note</b>",), times))


def result(id: str, score: float) -> ExerciseResult:
    passed = score >= WORTH[id]
    check = CheckResult("c", "a check", WORTH[id], score, "passed" if passed else "failed", "" if passed else "no")
    return ExerciseResult(id, "graded", (check,), 0.1)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_goes_to_standard_output(run_cli: RunCli, here: Path) -> None:
    done = run_cli("export", "--to", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(done.stdout) == [
        ["student", "basics/count", "shapes/double", "gone/exercise", "total", "max"],
        ["'=bob", "", "2.5", "0", "2.5", "65.5"],
        ["ada", "1.5", "4", "", "5.5", "65.5"],
        ["梅", "", "", "", "0", "65.5"],
    ]


def test_names_choose_the_exercises_and_their_order(run_cli: RunCli, here: Path) -> None:
    done = run_cli("export", "quadruple", "basics", "--to", "csv")
    assert [row[1:] for row in rows(done.stdout)[:3]] == [
        ["shapes/quadruple", "basics/count", "total", "max"],
        ["", "", "0", "1.5"],
        ["", "1.5", "1.5", "1.5"],
    ]
    wrong = run_cli("export", "tripel", "--to", "csv")
    assert wrong.returncode == 2
    assert "tripel" in wrong.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_what_standard_output_would_show(run_cli: RunCli, here: Path, format_: str) -> None:
    out = here / "out file"
    out.write_text("old", encoding="utf-8")
    done = run_cli("export", "--to", format_, "--out", "out file")
    assert (done.returncode, done.stdout) == (0, "")
    printed = run_cli("export", "--to", format_, env={"LC_ALL": "C", "PYTHONIOENCODING": "utf-8"})
    with out.open(encoding="utf-8", newline="") as file:
        assert file.read().replace("\r\n", "\n") == printed.stdout
    assert "梅" in out.read_text(encoding="utf-8") or format_ == "json"
    assert sorted(path.name for path in here.iterdir() if not path.name.startswith("grades.db")) == ["out file"]


def test_output_is_utf_8_whatever_the_terminal_says(run_cli: RunCli, here: Path) -> None:
    assert "梅" in run_cli("export", "--to", "csv", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}).stdout


def test_json_is_what_grade_prints(run_cli: RunCli, here: Path) -> None:
    (here / "grades.db").unlink()
    put(here / "class/ada/shapes/double.py", DOUBLE)
    put(here / "class/ada/basics/count.py", COUNT)
    put(here / "class/bob/shapes/double.py", MUTANT_DOUBLE)
    graded = run_cli("grade", "--submissions", "class", "--format", "json")
    assert graded.returncode == 0, graded.stderr
    exported = run_cli("export", "--to", "json", "--gradebook", str(here / "grades.db"))
    assert json.loads(exported.stdout) == json.loads(graded.stdout)
    assert json.loads(exported.stdout)["submissions"]["ada"]["score"] == 5.5


def test_the_page_has_everyone_and_nothing_unescaped(run_cli: RunCli, here: Path) -> None:
    page = run_cli("export", "--to", "html").stdout
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "&lt;b&gt;a note&lt;/b&gt;" in page
    assert "<b>a note</b>" not in page
    assert "<bdi>梅</bdi>" in page


def test_due_dates_change_what_counts(run_cli: RunCli, here: Path) -> None:
    due = DueDate("shapes", NOON, LatePolicy(penalty_per_day=0.5).to_json())
    write(here / "late.db", {"ada": {"shapes/double": 4.0, "basics/count": 1.5}}, [due])
    (header, row) = rows(run_cli("export", "--to", "csv", "--gradebook", "late.db").stdout)
    assert header[3:] == ["raw", "penalty", "final", "days_late", "late_note", "max"]
    assert row[3:] == ["5.5", "2", "3.5", "1", "", "5.5"]
    canvas = rows(run_cli("export", "--to", "canvas", "--gradebook", "late.db").stdout)
    assert canvas[2][5:] == ["1.5", "2"]
    data = json.loads(run_cli("export", "--to", "json", "--gradebook", "late.db").stdout)
    assert data["submissions"]["ada"]["late"]["final"] == 3.5


@pytest.mark.parametrize("format_", FORMATS)
def test_whose_time_is_not_known_is_said_and_how_many_they_are(run_cli: RunCli, here: Path, format_: str) -> None:
    due = DueDate("basics", NOON, LatePolicy(penalty_per_day=0.5).to_json())
    everyone = {f"s{number}": {"basics/count": 1.5} for number in range(7)} | {"\x1b[31mred": {"basics/count": 1.5}}
    write(here / "late.db", {"ada": {"basics/count": 1.5}}, [due])
    with Gradebook.open(here / "late.db", COURSE, write=True) as book:
        for student in everyone:
            attempt = Attempt(Fingerprint("1", "g", "s", student), "full", "cpu", result("basics/count", 1.5), NOON)
            book.record(student, [attempt], IntakeRecord())
    done = run_cli("export", "--to", format_, "--gradebook", "late.db")
    assert (done.returncode, done.stderr) == (
        0,
        "Warning: 8 students with work whose submission time is not known, counted as in time: "
        "red, s0, s1, s2, s3 and 3 more.\n",
    )
    assert run_cli("export", "--to", format_).stderr == "", "nothing is due there"


def test_a_roster_says_who_is_who(run_cli: RunCli, here: Path) -> None:
    put(here / "roster.csv", "Student,ID,SIS User ID,SIS Login ID,Section,shapes (5)\nA L,7,s7,ada,one,\n")
    done = run_cli("export", "--to", "canvas", "--roster", "roster.csv")
    assert done.returncode == 0, done.stderr
    assert "not on the roster, listed without an ID: =bob, 梅" in done.stderr
    assert rows(done.stdout)[0] == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "basics",
        "shapes (5)",
        "gone",
    ]
    assert rows(done.stdout)[3] == ["A L", "7", "s7", "ada", "one", "1.5", "4", ""]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--to"),
        (["--to", "xlsx"], "xlsx"),
        (["--to", "csv", "--gradebook", "none.db"], "none.db"),
        (["--to", "csv", "--gradebook", "."], "."),
        (["--to", "csv", "--gradebook", "text.txt"], "text.txt"),
        (["--to", "csv", "--out", "no/such/folder.csv"], "no/such/folder.csv"),
        (["--to", "csv", "--out", "."], "cannot write"),
        (["--to", "html", "--out", "grades.db"], "overwrite"),
        (["--to", "html", "--out", "link.db"], "overwrite"),
        (["--to", "html", "--out", "grades.db-wal"], "overwrite"),
        (["--to", "csv", "--out", "./grades.db-shm"], "overwrite"),
        (["--to", "csv", "--gradebook", "link.db", "--out", "grades.db-wal"], "overwrite"),
        (["--to", "csv", "--out", "grades.db-journal"], "overwrite"),
        (["--to", "csv", "--out", "grades.db.lock"], "overwrite"),
        (["--to", "canvas", "--roster", "text.txt", "--out", "text.txt"], "overwrite"),
        (["--to", "csv", "--roster", "text.txt"], "--roster goes with"),
        (["--to", "canvas", "--roster", "none.csv"], "none.csv"),
        (["--to", "canvas", "--roster", "text.txt"], "no gradebook exported from Canvas"),
        (["--to", "moodle", "--roster", "strangers.csv"], "no submission's folder is called like anyone"),
    ],
)
def test_what_cannot_be_done_is_said(run_cli: RunCli, here: Path, arguments: list[str], words: str) -> None:
    put(here / "text.txt", "this is text\n")
    put(here / "strangers.csv", "Username\nzoe\n")
    (here / "link.db").symlink_to("grades.db")
    before = (here / "grades.db").read_bytes()
    done = run_cli("export", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert (here / "grades.db").read_bytes() == before
    assert (here / "text.txt").read_text(encoding="utf-8") == "this is text\n"


def test_a_failure_halfway_leaves_the_file_that_was_there(installation: Path, here: Path) -> None:
    put(here / "scores.json", "old")
    write(here / "grades.db", {f"student {place:03}": {"shapes/double": 0.0} for place in range(300)})
    limited = ["sh", "-c", 'ulimit -f "$0"; exec "$@"']
    command = [sys.executable, "-m", "course_cli", "export", "--to", "json", "--out", "scores.json"]
    for blocks, status in (("200", 2), ("unlimited", 0)):
        done = subprocess.run(
            [*limited, blocks, *command],
            cwd=here,
            env={**os.environ, "PYTHONPATH": str(installation), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
        written = (here / "scores.json").read_text(encoding="utf-8")
        if status:
            assert "cannot write scores.json: File too large" in done.stderr
            assert written == "old"
        assert not [path for path in here.iterdir() if path.name.endswith(".part")]
    assert len(json.loads(written)["submissions"]) == 303
    assert len(written) > 200 * 512


def test_a_pipe_is_written_to_and_stays_a_pipe(run_cli: RunCli, here: Path) -> None:
    pipe = here / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    done = run_cli("export", "--to", "csv", "--out", "pipe")
    reader.join(30)
    assert done.returncode == 0, done.stderr
    assert read
    assert read[0].startswith("student,")
    assert pipe.is_fifo()


def test_moodles_limit_of_points_is_said(run_cli: RunCli, here: Path) -> None:
    assert "(Percentage)" not in run_cli("export", "--to", "moodle").stderr
    with Gradebook.open(here / "grades.db", COURSE, write=True) as book:
        check = CheckResult("c", "a check", 101, 0, "failed", "no")
        attempt = Attempt(
            Fingerprint("1", "g", "s", "k"), "full", "cpu", ExerciseResult("shapes/quadruple", "graded", (check,)), NOON
        )
        book.record("ada", [attempt], IntakeRecord())
    done = run_cli("export", "--to", "moodle")
    assert "shapes: more than 100 points" in done.stderr
    assert "gone" not in done.stderr


def test_what_other_systems_run_has_commands_of_its_own(run_cli: RunCli) -> None:
    for name, words in (("autograder-zip", "Gradescope"), ("github-classroom", "GitHub Classroom")):
        done = run_cli("export", name, "--help")
        assert done.returncode == 0, done.stderr
        assert f"Usage: course_cli export {name}" in done.stdout
        assert words in done.stdout
    assert "autograder-zip" in run_cli("export", "--help").stdout
