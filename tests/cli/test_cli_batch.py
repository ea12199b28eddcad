"""`course_cli grade --submissions`, as a teacher runs it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny_class
import tiny_course
from tiny_class import RunCli

from course_cli.batch.gradebook import Gradebook
from course_cli.course.catalog import COURSE

CLASS = {
    "ada": {"shapes/double.py": tiny_class.RIGHT, "shapes/quadruple.py": tiny_class.QUADRUPLE},
    "bob": {"shapes/double.py": tiny_class.WRONG},
    "cem": {"shapes/double.py": tiny_class.BROKEN},
    "dea": {"shapes/double.py": tiny_class.VANISHES},
    "eve": {},
}


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    return tiny_class.write(tmp_path / "submissions", CLASS)


def history(gradebook: Path, student: str, exercise: str) -> int:
    with Gradebook.open(gradebook, COURSE, write=False) as book:
        return len(book.history(student, exercise))


def test_each_student_is_graded_as_by_grade(run_cli: RunCli, submissions: Path) -> None:
    done = run_cli("grade", "--submissions", str(submissions), "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["schema"] == 1
    assert list(answer["submissions"]) == list(CLASS)
    for student, report in answer["submissions"].items():
        statuses = {exercise["id"]: exercise["status"] for exercise in report["exercises"]}
        assert list(statuses) == ["shapes/double", "shapes/quadruple"], "the chapters that anyone handed in, no others"
        alone = run_cli("grade", "shapes", "--path", str(submissions / student), "--format", "json")
        expected = tiny_class.without_times(alone.stdout)
        del report["notes"]
        assert [flag["name"] for flag in report.pop("flags", [])] == (["os"] if student == "dea" else [])
        assert tiny_class.without_times(json.dumps(report)) == expected
    assert [r["score"] for r in answer["submissions"].values()] == [7, 1, 0, 0, 0]
    assert "5 graded, 0 unchanged, 0 with timeouts, 1 with crashes" in done.stderr


def test_a_second_run_grades_only_what_changed(run_cli: RunCli, submissions: Path, tmp_path: Path) -> None:
    command = ("grade", "--submissions", str(submissions), "--gradebook", str(tmp_path / "g.db"), "--format", "json")
    first = run_cli(*command)
    again = run_cli(*command, "--resume")
    assert "0 graded, 5 unchanged" in again.stderr
    assert json.loads(again.stdout) == json.loads(first.stdout)
    tiny_course.put(submissions / "bob" / "shapes" / "double.py", tiny_class.RIGHT)
    third = run_cli(*command)
    assert "1 graded, 4 unchanged" in third.stderr
    assert json.loads(third.stdout)["submissions"]["bob"]["score"] == 4
    attempts = {name: history(tmp_path / "g.db", name, "shapes/double") for name in CLASS}
    assert attempts == {"ada": 1, "bob": 2, "cem": 1, "dea": 1, "eve": 1}


def test_a_changed_grader_regrades_its_exercise_alone(
    run_cli: RunCli, installation: Path, submissions: Path, tmp_path: Path
) -> None:
    root = tmp_path / "edited"
    shutil.copytree(installation, root)
    command = ("grade", "--submissions", str(submissions), "--gradebook", str(tmp_path / "g.db"))
    run_cli(*command, root=root)
    grader = root / "graders" / "shapes" / "test_quadruple.py"
    grader.write_text(grader.read_text().replace("points(3", "points(5"))
    done = run_cli(*command, "--format", "json", root=root)
    assert json.loads(done.stdout)["submissions"]["ada"]["score"] == 9
    assert history(tmp_path / "g.db", "ada", "shapes/double") == 1
    assert history(tmp_path / "g.db", "ada", "shapes/quadruple") == 2


def test_a_changed_import_regrades_what_imports_it(run_cli: RunCli, submissions: Path, tmp_path: Path) -> None:
    command = ("grade", "--submissions", str(submissions), "--gradebook", str(tmp_path / "g.db"), "--format", "json")
    run_cli(*command)
    tiny_course.put(submissions / "ada" / "shapes" / "double.py", tiny_class.WRONG)
    done = run_cli(*command)
    assert json.loads(done.stdout)["submissions"]["ada"]["score"] == 1, "nine times X is not four times X"


def test_a_broken_grader_costs_its_exercise_alone_and_is_tried_again(
    run_cli: RunCli, installation: Path, submissions: Path, tmp_path: Path
) -> None:
    root = tmp_path / "edited"
    shutil.copytree(installation, root)
    grader = root / "graders" / "shapes" / "test_quadruple.py"
    good = grader.read_text()
    grader.write_text(good.replace("4 * X", "four * X"))
    command = ("grade", "--submissions", str(submissions), "--gradebook", str(tmp_path / "g.db"), "--format", "json")
    done = run_cli(*command, root=root)
    assert done.returncode == 3
    assert "ada shapes/quadruple" in done.stderr
    assert "four" in done.stderr
    assert json.loads(done.stdout)["submissions"]["ada"]["score"] == 4
    grader.write_text(good)
    mended = run_cli(*command, root=root)
    assert mended.returncode == 0
    assert json.loads(mended.stdout)["submissions"]["ada"]["score"] == 7


def test_csv_and_text(run_cli: RunCli, submissions: Path, tmp_path: Path) -> None:
    command = ("grade", "--submissions", str(submissions), "--gradebook", str(tmp_path / "g.db"))
    rows = list(csv.reader(io.StringIO(run_cli(*command, "--format", "csv").stdout)))
    assert [row[0] for row in rows[1:]] == list(CLASS)
    lines = run_cli(*command).stdout.splitlines()
    assert [line.split()[:2] for line in lines][:2] == [["ada", "7/7"], ["bob", "1/7"]]
    assert "cannot be imported" in lines[2]
    assert lines[3].startswith("    shapes/double: importing it")


@pytest.mark.parametrize("where", ["closed", "full", "unread", "hung up"])
def test_a_standard_error_that_takes_nothing_changes_no_status(
    installation: Path, submissions: Path, tmp_path: Path, where: str
) -> None:
    if where == "full" and not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    put_aside = tmp_path / "submissions" / ".hidden"
    put_aside.mkdir()  # which is warned of
    keep, other = pty.openpty() if where == "hung up" else os.pipe()
    command = [sys.executable, "-m", "course_cli", "grade", "--submissions", str(submissions), "--format", "json"]
    shell = {"closed": 'exec "$@" 2>&-', "full": 'exec "$@" 2>/dev/full'}.get(where, 'exec "$@"')
    process = subprocess.Popen(
        ["sh", "-c", shell, "sh", *command, "--gradebook", str(tmp_path / "g.db")], cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installation), "TERM": "xterm"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=other, text=True, start_new_session=True,
    )  # fmt: skip
    os.close(other)
    if where == "hung up":
        while b"\x1b" not in os.read(keep, 1000):  # the bar is drawn: it has seen a terminal
            pass
    os.close(keep)
    answer, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    assert [report["score"] for report in json.loads(answer)["submissions"].values()] == [7, 1, 0, 0, 0]


def test_names_limit_what_is_graded(run_cli: RunCli, submissions: Path) -> None:
    done = run_cli("grade", "double", "--submissions", str(submissions), "--format", "json")
    report = json.loads(done.stdout)["submissions"]["ada"]
    assert [exercise["id"] for exercise in report["exercises"]] == ["shapes/double"]


def test_a_chapter_that_hardly_anyone_handed_in_is_pointed_out(run_cli: RunCli, tmp_path: Path) -> None:
    for number in range(11):
        (tmp_path / f"class/s{number:02}/shapes").mkdir(parents=True)
    (tmp_path / "class/s03/basics").mkdir()
    done = run_cli("grade", "--submissions", str(tmp_path / "class"))
    assert done.returncode == 0
    assert "basics/ is there for 1 of 11: everybody else gets 0" in done.stderr
    assert "course_cli grade shapes --submissions" in done.stderr
    (tmp_path / "class/s04/basics").mkdir()
    assert "everybody else" not in run_cli("grade", "--submissions", str(tmp_path / "class")).stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--workers", "2"), "--workers needs --submissions"),
        (("--gradebook", "g.db"), "--gradebook needs --submissions"),
        (("--scheduler", "tcp://127.0.0.1:1"), "--scheduler needs --submissions"),
        (("--resume",), "--resume needs --submissions"),
        (("--allow-weak-isolation",), "--allow-weak-isolation needs --submissions"),
        (("--format", "csv"), "--format csv is not for one submission"),
        (("--submissions", ".", "--path", "."), "--path cannot go with --submissions"),
        (("--submissions", ".", "--format", "junit"), "--format junit is not for a class"),
        (("--submissions", "nowhere"), "nowhere"),
        (("--submissions", "."), "no submissions in ."),
    ],
)
def test_a_wrong_command_says_what_is_wrong(run_cli: RunCli, options: tuple[str, ...], said: str) -> None:
    done = run_cli("grade", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_batch_says_how_to_go_on_and_loses_nothing(
    installation: Path, run_cli: RunCli, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    folder = tiny_class.write(tmp_path / "submissions", tiny_class.mixed(400))
    gradebook = tmp_path / "g.db"
    command = ["grade", "--submissions", str(folder), "--gradebook", str(gradebook), "--workers", "1"]
    process = subprocess.Popen(
        [sys.executable, "-c", _RESTORING_SIGINT, *command],
        cwd=installation, env={"PYTHONPATH": str(installation), "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while tiny_class.recorded(gradebook) < 5:
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == status, said
    assert "interrupted: " in said
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    before = tiny_class.recorded(gradebook)
    assert 5 <= before < 400
    done = run_cli(*command)
    assert f"{400 - before} graded, {before} unchanged" in done.stderr


# A job in the background of a shell starts with SIGINT ignored, and its children too.
_RESTORING_SIGINT = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from course_cli.cli import main; sys.exit(main(sys.argv[1:]))"
)

