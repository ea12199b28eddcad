"""What students put into the exchange: collected where it is a submission, and no way to a teacher's files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import tiny_class
from nb_course import ASSIGNMENT, CELLS, COURSE_ID, NbCourse, fresh

DOUBLE, QUADRUPLE = CELLS
RIGHT = {DOUBLE: tiny_class.RIGHT, QUADRUPLE: "def quadruple(X):\n    return 4 * X\n"}
WHEN = "2026-01-02 03:04:05.000006 UTC"
CANARY = "what only the teacher reads"
COLLECT = 'c.ExchangeFactory.collect = "course_cli.nbgrader.sanitize_collect.Collect"'


@pytest.fixture(scope="module")
def course(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> NbCourse:
    """An exchange with an honest student's folder between those of others, collected and graded."""
    base = tmp_path_factory.mktemp("collect")
    course = fresh(installation, base / "class", f"c.Exchange.root = {str(base / 'exchange')!r}\n{COLLECT}")
    inbound = base / "exchange" / COURSE_ID / "inbound"
    inbound.mkdir(parents=True)
    (base / "exchange").chmod(0o777)
    (course.root / "secret.txt").write_text(CANARY)
    notebook = course.submit("nobody", RIGHT).read_bytes()
    (course.root / "submitted" / "nobody" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").unlink()

    def folder(student: str, when: str = WHEN) -> Path:
        path = inbound / f"{student}+{ASSIGNMENT}+{when}+abc"
        path.mkdir()
        (path / f"{ASSIGNMENT}.ipynb").write_bytes(notebook)
        (path / "timestamp.txt").write_text(when)
        return path

    for student in ("ada", "zoe"):
        folder(student)
    source = course.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    copied = folder("copies")
    (copied / f"{ASSIGNMENT}.ipynb").unlink()
    (copied / f"{ASSIGNMENT}.ipynb").symlink_to(source)
    linked = folder("links")
    (linked / f"{ASSIGNMENT}.html").symlink_to(course.root / "secret.txt")
    (linked / "folder").symlink_to(course.root)
    (linked / "gone").symlink_to("/nowhere")
    os.mkfifo(linked / "pipe")
    (linked / "deep").mkdir()
    (linked / "deep" / "data.csv").write_text("1")
    (inbound / f"whole+{ASSIGNMENT}+{WHEN}+abc").symlink_to(course.root / "source" / ASSIGNMENT)
    (inbound / f"file+{ASSIGNMENT}+{WHEN}+abc").write_text("no folder")
    (folder("times") / "timestamp.txt").write_text("long ago")
    (folder("renamed") / f"{ASSIGNMENT}.ipynb").rename(inbound / f"renamed+{ASSIGNMENT}+{WHEN}+abc" / "Untitled.ipynb")
    folder("..")
    folder("never", "the day after")
    said = course.nbgrader("collect", ASSIGNMENT).stderr
    (course.root / "collected.log").write_text(said, encoding="utf-8")
    return course


def submitted(course: NbCourse, student: str) -> list[str]:
    folder = course.root / "submitted" / student / ASSIGNMENT
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("student", ["ada", "zoe", "times"])
def test_an_honest_submission_is_collected_whatever_lies_beside_it(course: NbCourse, student: str) -> None:
    assert submitted(course, student) == [f"{ASSIGNMENT}.ipynb", "timestamp.txt"]
    assert (course.submitted(student) / "timestamp.txt").read_text() == WHEN


def test_a_notebook_of_another_name_is_named_with_the_one_that_is_expected(course: NbCourse) -> None:
    said = (course.root / "collected.log").read_text(encoding="utf-8")
    lines = [line for line in said.splitlines() if "Cannot be graded" in line]
    assert any("renamed+" in line and f"no {ASSIGNMENT}.ipynb, only Untitled.ipynb" in line for line in lines)
    assert not any("/ada+" in line or "/zoe+" in line for line in lines)


def test_links_are_not_followed(course: NbCourse) -> None:
    assert submitted(course, "links") == ["deep/data.csv", f"{ASSIGNMENT}.ipynb", "timestamp.txt"]
    assert submitted(course, "copies") == ["timestamp.txt"]
    for student in ("whole", "file", "never", ".."):
        assert submitted(course, student) == [], student
    assert not (course.root / ASSIGNMENT).exists()
    texts = [path.read_bytes() for path in (course.root / "submitted").rglob("*") if path.is_file()]
    assert not any(CANARY.encode() in text or b"BEGIN SOLUTION" in text for text in texts)


def test_collecting_again_updates(course: NbCourse) -> None:
    course.nbgrader("collect", ASSIGNMENT, "--update")
    assert submitted(course, "times") == [f"{ASSIGNMENT}.ipynb", "timestamp.txt"]


def test_what_nbgrader_copies_through_a_link_is_taken_back(course: NbCourse) -> None:
    """Submissions come by other ways than the exchange too."""
    course.submit("linked", RIGHT)
    secret = course.submitted("linked") / f"{ASSIGNMENT}.txt"
    secret.symlink_to(course.root / "secret.txt")
    course.nbgrader("autograde", ASSIGNMENT, "--student", "linked")
    course.nbgrader("generate_feedback", ASSIGNMENT, "--student", "linked")
    assert course.scores("linked") == {DOUBLE: 4.0, QUADRUPLE: 3.0}
    for step in ("autograded", "feedback"):
        names = [path.name for path in (course.root / step / "linked" / ASSIGNMENT).iterdir()]
        assert names == [f"{ASSIGNMENT}.ipynb" if step == "autograded" else f"{ASSIGNMENT}.html"]
