"""`course_cli nbgrader autograde`: several students at a time, and what is wrong with one is no other's."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import tiny_class
from nb_course import ASSIGNMENT, CELLS, NbCourse, environment, fresh, printed
from sqlalchemy import create_engine

from course_cli.nbgrader.autograde_worker import SECONDS_FOR_DATABASE, patient, raised

DOUBLE, QUADRUPLE = CELLS
RIGHT = {DOUBLE: tiny_class.RIGHT, QUADRUPLE: "def quadruple(X):\n    return 4 * X\n"}
FULL = {DOUBLE: 4.0, QUADRUPLE: 3.0}
COMMAND = ("course_cli", "nbgrader", "autograde", ASSIGNMENT, "--course", ".")


@pytest.fixture
def course(installation: Path, tmp_path: Path) -> NbCourse:
    return fresh(installation, tmp_path / "class")


def test_each_is_graded_or_named_with_the_reason(course: NbCourse) -> None:
    """Odd names, a timestamp that is none, a notebook that nobody released."""
    sound = ["[ab]", "a*", "b c", "zoë"]
    for name in [*sound, "when", "what"]:
        course.submit(name, RIGHT)
    (course.submitted("when") / "timestamp.txt").write_text("the day before")
    (course.submitted("what") / f"{ASSIGNMENT}.ipynb").rename(course.submitted("what") / "other.ipynb")
    done = course.run(*COMMAND, "--jobs", "2", status=3)
    summary, *failed = done.stdout.splitlines()
    assert summary == "4 graded, 0 unchanged, 2 failed"
    assert [line.split(":")[0].strip() for line in failed if line.startswith("  w")] == ["what", "when"]
    assert f"no notebook called {ASSIGNMENT}.ipynb, only other.ipynb" in done.stdout
    assert all(course.scores(name) == FULL for name in sound)
    (course.submitted("when") / "timestamp.txt").unlink()
    done = course.run(*COMMAND, status=3)
    assert done.stdout.splitlines()[0] == "1 graded, 4 unchanged, 1 failed"


def test_feedback_is_in_the_teachers_language_however_many_processes_grade(course: NbCourse) -> None:
    for student in ("ada", "ben"):
        course.submit(student, {DOUBLE: tiny_class.WRONG})
    done = course.run(*COMMAND, "--lang", "zh", "--jobs", "2")
    assert done.stdout.startswith("评了 2 份，没有变化 0 份，失败 0 份")
    for student in ("ada", "ben"):
        assert "得分 1/4" in printed(course.autograded(student), CELLS[DOUBLE])


def test_a_submission_without_a_notebook_says_what_is_expected(course: NbCourse) -> None:
    (course.submitted("files") / "double.py").write_text(tiny_class.RIGHT)
    done = course.run(*COMMAND, status=3)
    assert f"{ASSIGNMENT}.ipynb is expected" in done.stdout


def test_damaged_ids_of_cells_are_no_news(course: NbCourse) -> None:
    def damage(notebook: Any) -> None:
        for cell in notebook.cells[:2]:
            cell.id = "same"
        del notebook.cells[3]["id"]

    notebook = course.released()
    damage(notebook)
    for student in ("ada", "ben"):
        (course.submitted(student) / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    for jobs in ("1", "2"):
        assert course.run(*COMMAND, "--jobs", jobs, "--force").stderr == ""


def test_a_course_that_would_run_the_students_code_is_refused(course: NbCourse) -> None:
    course.submit("ada", RIGHT)
    config = course.root / "nbgrader_config.py"
    config.write_text('c = get_config()\nc.CourseDirectory.course_id = "tiny"\n')
    done = course.run(*COMMAND, status=2)
    assert "course_cli nbgrader add" in done.stderr
    assert not (course.root / "autograded").exists()
    config.write_text("c = get_config()\nc.nonsense(\n")
    assert "nbgrader" in course.run(*COMMAND, status=2).stderr


def test_what_is_not_there_is_said(course: NbCourse) -> None:
    assert "nbgrader collect shapes" in course.run(*COMMAND, status=2).stderr
    course.submit("ada", RIGHT)
    (course.root / "gradebook.db").unlink()
    assert "nbgrader generate_assignment shapes" in course.run(*COMMAND, status=2).stderr
    assert not (course.root / "gradebook.db").exists()


def test_a_process_that_is_killed_costs_nobody_a_grade(course: NbCourse) -> None:
    names = [f"s{number}" for number in range(4)]
    for name in names:
        course.submit(name, RIGHT)
    running = subprocess.Popen(
        [sys.executable, "-m", *COMMAND, "--jobs", "2"],
        cwd=course.root,
        env=environment(course.installation),
        stdout=subprocess.PIPE,
        text=True,
    )
    first = course.root / "autograded" / names[0]
    while not first.exists() and running.poll() is None:
        time.sleep(0.01)
    os.kill(worker_of(running.pid), signal.SIGKILL)
    output, _ = running.communicate(timeout=120)
    assert running.returncode == 0, output
    assert output.splitlines()[0].endswith(" unchanged, 0 failed")
    assert all(course.scores(name) == FULL for name in names)


def test_what_was_graded_halfway_is_graded_again(course: NbCourse) -> None:
    """nbgrader itself takes whatever lies in autograded/ for graded."""
    course.submit("ada", RIGHT)
    course.run(*COMMAND)
    left = course.root / "autograded" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert stat.S_IMODE(left.stat().st_mode) == 0o444
    left.chmod(0o644)
    assert course.run(*COMMAND).stdout.splitlines()[0] == "1 graded, 0 unchanged, 0 failed"
    assert course.run(*COMMAND, "--force").stdout.splitlines()[0] == "1 graded, 0 unchanged, 0 failed"


def test_nbgrader_may_be_started_anywhere(course: NbCourse) -> None:
    course.submit("ada", RIGHT)
    course.nbgrader("autograde", ASSIGNMENT, "--course-dir", course.root.name, cwd=course.root.parent)
    assert course.scores("ada") == FULL


def test_an_assignment_may_have_another_name_than_its_chapter(course: NbCourse) -> None:
    """Then its notebook is what is graded, and nothing that lies beside it."""
    shutil.copytree(course.root / "source" / ASSIGNMENT, course.root / "source" / "week1")
    course.nbgrader("generate_assignment", "week1")
    for student in ("ada", "ben"):
        shutil.copytree(course.submit(student, RIGHT).parent, course.root / "submitted" / student / "week1")
    (course.root / "submitted" / "ben" / "week1" / f"{ASSIGNMENT}.ipynb").write_text("no notebook")
    (course.root / "submitted" / "ben" / "week1" / "double.py").write_text(tiny_class.RIGHT)
    course.nbgrader("autograde", "week1")
    with course.gradebook() as gradebook:
        scores = {name: gradebook.find_submission("week1", name).score for name in ("ada", "ben")}
    assert scores == {"ada": 7.0, "ben": 0.0}


def test_where_code_cannot_be_confined_nobody_elses_is_run(course: NbCourse, tmp_path: Path) -> None:
    """Unless the teacher says so."""
    weak = tmp_path / "weak"
    shutil.copytree(course.installation, weak)
    module = weak / "course_cli" / "sandbox" / "confinement.py"
    with module.open("a") as file:
        file.write("\n\nConfinement.isolation = property(lambda self: 'weak')\n")
    course = NbCourse(course.root, weak)
    course.submit("ada", RIGHT)
    refused = course.run(*COMMAND, status=3)
    assert "allow_weak_isolation" in refused.stdout
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.CageExecute.allow_weak_isolation = True\n")
    course.run(*COMMAND)
    assert course.scores("ada") == FULL
    assert "weak isolation" in printed(course.autograded("ada"), CELLS[DOUBLE])


def worker_of(parent: int) -> int:
    """The process that grades, of those that the command has started."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("no process grades")


def test_processes_wait_for_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'g.db'}"
    connection = create_engine(patient(url)).raw_connection()
    assert connection.cursor().execute("PRAGMA busy_timeout").fetchone() == (SECONDS_FOR_DATABASE * 1000,)
    connection.close()


@pytest.mark.parametrize("url", ["sqlite:////a/b?timeout=3", "postgresql://a:b@c/d", "sqlite:////a%20b/c?timeout=3"])
def test_a_database_that_was_told_how_long_is_left_alone(url: str) -> None:
    assert patient(url) == url


def test_the_reason_is_the_last_errors() -> None:
    trace = 'Traceback (most recent call last):\n  File "a"\nKeyError: 1\n'
    assert raised(trace) == "KeyError: 1"
    chained = (
        f'{trace}\nThe above …\n\nTraceback (most recent call last):\n  File "b"\ncourse_cli.errors.EngineFault: a\n b'
    )
    assert raised(chained) == "a\n b"
