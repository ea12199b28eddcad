"""The folder of a class, as it comes: whatever lies in it gets a clear word, and stops nobody else's grade."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from threading import Event

import pytest
from bounded import processor_seconds
from hypothesis import given
from hypothesis import strategies as st
from tiny_course import DOUBLE

from course_cli.batch.misplaced import MAX_ENTRIES
from course_cli.batch.submissions import (
    Intake,
    StudentFolder,
    find_students,
    parse_timestamp,
    present_chapters,
    read,
    submitted_at,
)
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError, WorkspaceError
from course_cli.grading.submission import Submission

NOTEBOOK = b'{"cells": [{"cell_type": "code", "source": "def double(X): return 2 * X"}], "nbformat": 4}'

Put = Callable[..., Path]


@pytest.fixture(scope="session")
def catalog(installation: Path) -> Catalog:
    return Catalog.load(installation)


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file below the class's folder; answers with its path."""

    def put(place: str, content: str | bytes = DOUBLE) -> Path:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def names(intake: Intake) -> list[str]:
    return [student.student for student in intake.students]


def taken(folder: Path, catalog: Catalog) -> Submission:
    return read(StudentFolder(folder.name, folder), catalog, catalog.chapters)


def test_a_class_in_order(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("bob/basics/count.py", "x")
    put("ada/shapes/double.py", "y")
    put("ada/shapes/notes.txt", "z")
    put("eve/shapes/shapes.ipynb", NOTEBOOK)
    intake = find_students(tmp_path, catalog)
    assert intake == Intake(tuple(StudentFolder(name, tmp_path / name) for name in ("ada", "bob", "eve")))
    ada, bob, eve = (read(student, catalog, catalog.chapters) for student in intake.students)
    assert ada == Submission("ada", {"shapes/double.py": b"y"})
    assert bob == Submission("bob", {"basics/count.py": b"x"})
    assert list(eve.files) == ["shapes/double.py"]
    assert b"def double(X): return 2 * X  # code cell 1, line 1" in eve.files["shapes/double.py"]
    assert tuple(present_chapters(intake, catalog)) == catalog.chapters
    assert present_chapters(Intake(intake.students[2:]), catalog) == {"shapes": 1}
    assert present_chapters(Intake(()), catalog) == {}
    assert read(intake.students[0], catalog, ["basics"]).files == {}


def test_a_student_without_files_is_a_student(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("ada/shapes/double.py")
    (tmp_path / "bob").mkdir()
    (tmp_path / "eve/shapes").mkdir(parents=True)
    intake = find_students(tmp_path, catalog)
    assert names(intake) == ["ada", "bob", "eve"]
    assert intake.warnings == ()
    assert read(intake.students[1], catalog, catalog.chapters) == Submission("bob", {})


def test_where_nobody_has_a_chapter_a_warning_says_so(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "bob").mkdir()
    intake = find_students(tmp_path, catalog)
    assert names(intake) == ["bob"]
    assert intake.warnings == (f"no student's folder in {tmp_path} has a folder of a chapter (basics, shapes)",)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], r"no submissions in .*: it should hold <student>/<chapter>/<exercise>.py, or a notebook <student>/"),
        ([".git/config", "__MACOSX/x", "notes.txt"], "no submissions in .*<chapter>.ipynb$"),
        ([".ada/shapes/double.py"], "no submissions in .*; .ada, as every hidden folder, is not read"),
        (["shapes/double.py", "basics/count.py"], "the folder of one student, with basics/ in it: grade it with --pa"),
        (["shapes/shapes.ipynb", "other/x"], "the folder of one student, with shapes/ in it"),
        (["double.py", "quadruple.py"], r"holds answers themselves \(double.py\): --submissions takes a folder with"),
        (["class/ada/shapes/double.py"], "further down: did you mean --submissions .*/class?"),
        (["a/ada/shapes/x", "a/bob/shapes/x", "c/x/y", "submitted/ada/basics/x", "submitted/bob/shapes/x"],
         r"did you mean --submissions \S*/submitted or \S*/a\?"),
    ],
)  # fmt: skip
def test_another_folder_is_refused_with_what_to_give_instead(
    tmp_path: Path, put: Put, catalog: Catalog, files: list[str], message: str
) -> None:
    for file in files:
        put(file)
    with pytest.raises(UsageError, match=message):
        find_students(tmp_path, catalog)


@pytest.mark.parametrize(("name", "message"), [("none", "no such folder"), ("file", "not a folder")])
def test_no_folder_is_the_callers_mistake(tmp_path: Path, put: Put, catalog: Catalog, name: str, message: str) -> None:
    put("file")
    with pytest.raises(WorkspaceError, match=message):
        find_students(tmp_path / name, catalog)


def test_a_student_may_be_called_as_a_chapter(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("ada/shapes/double.py")
    put("shapes/shapes/double.py")
    put("basics/count.py")
    intake = find_students(tmp_path, catalog)
    assert names(intake) == ["ada", "shapes"]
    assert intake.warnings == ("basics is a chapter's folder outside of a student's: it was left alone",)


def test_what_is_no_students_folder_is_left_alone_and_told(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("ada/shapes/double.py")
    for name in ("a.csv", "b\n\x1b[31m.txt", "c", "d", "e", "f", "g"):
        put(name)
    for name in (".git/x", ".hidden/shapes/double.py", "__MACOSX/ada/shapes/double.py", ".ipynb_checkpoints/x",
                 ".course_cli/x", ".vscode/x", ".DS_Store"):  # fmt: skip
        put(name)
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "door"))
        (tmp_path / "copy").symlink_to(tmp_path / "ada")
        (tmp_path / "dangling").symlink_to("nowhere")
        intake = find_students(tmp_path, catalog)
    assert names(intake) == ["ada"]
    assert intake.warnings == (
        ".hidden is a hidden folder: it was left alone",
        "copy, dangling are links: they were left alone",
        "a.csv, b\\n\\x1b[31m.txt, c, d, e and 2 more are files: they were left alone",
        "door, pipe are devices or pipes: they were left alone",
    )


NAMES = ["ada lovelace", "李雷", "new\nline", "-rf", "--help", "a" * 255, "\u202eevil", "\x1b[31m", "'; drop", "%s{0}",
         "~", unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é"), " ", "a\\b", "*"]  # fmt: skip


def test_names_stay_as_they_are(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    for name in NAMES:
        put(f"{name}/shapes/double.py", name)
    intake = find_students(tmp_path, catalog)
    assert names(intake) == sorted(NAMES)
    for student in intake.students:
        submission = read(student, catalog, ["shapes"])
        assert submission == Submission(student.student, {"shapes/double.py": student.student.encode()})
    assert present_chapters(intake, catalog) == {"shapes": len(NAMES)}


def test_names_that_are_no_unicode_become_unique_ones_that_are(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    for name in (b"\xff", b"ok", rb"\xff", b"\xed\xa0\x80"):
        put(os.fsdecode(name) + "/shapes/double.py", name)
    intake = find_students(tmp_path, catalog)
    assert {s.student: read(s, catalog, ["shapes"]).files["shapes/double.py"] for s in intake.students} == {
        "ok": b"ok", r"\xff": rb"\xff", r"\xff~2": b"\xff", r"\xed\xa0\x80": b"\xed\xa0\x80"
    }  # fmt: skip
    for name in names(intake):
        name.encode()


def test_links_in_a_submission_are_not_followed(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    secret = put("secret.py", "secret")
    put("bob/basics/count.py", "bob's")
    put("ada/shapes/quadruple.py", "own")
    (tmp_path / "ada/shapes/double.py").symlink_to(secret)
    (tmp_path / "ada/shapes/shapes.ipynb").symlink_to(secret)
    (tmp_path / "ada/basics").symlink_to(tmp_path / "bob/basics")
    (tmp_path / "ada/x").symlink_to("/")
    submission = taken(tmp_path / "ada", catalog)
    assert submission.files == {"shapes/quadruple.py": b"own"}
    assert submission.problems == {
        "basics/": "is a link, not a folder",
        "basics/count.py": "basics/ is a link, not a folder",
        "shapes/double.py": "is a link, not a file",
    }
    assert submission.notes == ("shapes/shapes.ipynb is a link, not a file",)


def test_a_students_folder_that_became_a_link_is_not_followed(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("bob/shapes/double.py")
    (tmp_path / "ada").symlink_to("bob")
    submission = taken(tmp_path / "ada", catalog)
    assert submission.files == {}
    assert submission.notes == ("the student's folder is a link, not a folder",)
    assert submission.problems["shapes/double.py"] == "shapes/ is a link, not a folder"
    assert present_chapters(Intake((StudentFolder("ada", tmp_path / "ada"),)), catalog) == {}
    assert submitted_at(StudentFolder("ada", tmp_path / "ada"), catalog.chapters) == {}


def test_a_folder_that_vanished_is_missing_but_not_that_of_the_class(tmp_path: Path, catalog: Catalog) -> None:
    assert taken(tmp_path / "gone", catalog) == Submission(
        "gone", {}, notes=("the student's folder vanished before it was read",)
    )
    assert submitted_at(StudentFolder("gone", tmp_path / "gone"), catalog.chapters) == {}
    with pytest.raises(WorkspaceError, match="no such folder"):
        taken(tmp_path / "gone" / "ada", catalog)


@pytest.mark.skipif(os.geteuid() == 0, reason="root opens every folder")
def test_a_folder_that_cannot_be_opened_is_a_problem_of_each_exercise(
    tmp_path: Path, put: Put, catalog: Catalog
) -> None:
    put("ada/shapes/double.py")
    (tmp_path / "ada").chmod(0)
    try:
        submission = taken(tmp_path / "ada", catalog)
    finally:
        (tmp_path / "ada").chmod(0o700)
    assert submission.problems["shapes/double.py"] == "shapes/ cannot be opened: Permission denied"
    assert submission.notes == ("the student's folder cannot be opened: Permission denied",)


def test_pipes_devices_and_huge_files_are_not_read(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("ada/basics/count.py", "x")
    (tmp_path / "ada/shapes").mkdir()
    os.mkfifo(tmp_path / "ada/shapes/double.py")
    os.mkfifo(tmp_path / "ada/shapes/shapes.ipynb")
    os.mkfifo(tmp_path / "ada/timestamp.txt")
    with put("ada/shapes/quadruple.py").open("r+b") as sparse:
        sparse.truncate(200 << 20)
    with put("ada/basics/basics.ipynb").open("r+b") as sparse:
        sparse.truncate(200 << 20)
    submission = taken(tmp_path / "ada", catalog)
    assert submission.files == {"basics/count.py": b"x"}
    assert submission.problems == {
        "shapes/double.py": "is a device or pipe, not a file",
        "shapes/quadruple.py": "is larger than 1024 KB",
    }
    assert submission.notes == (
        "basics/basics.ipynb is larger than 20480 KB: clear its outputs and save it again",
        "shapes/shapes.ipynb is a device or pipe, not a file",
    )
    assert submitted_at(StudentFolder("ada", tmp_path / "ada"), catalog.chapters) == {}


@pytest.mark.parametrize(
    ("file", "note"),
    [
        ("double.py", "double.py was not graded: it belongs in shapes/"),
        ("x/shapes/double.py", "double.py in x/shapes/ was not graded: it belongs in shapes/"),
        ("Shapes/double.py", "double.py in Shapes/ was not graded: it belongs in shapes/"),
        ("shapes/shapes/double.py", "double.py in shapes/shapes/ was not graded: it belongs in shapes/"),
        ("a\nb/Double.PY", "Double.PY in a\\nb/ was not graded: it belongs in shapes/"),
        ("shapes.ipynb", "shapes.ipynb was not graded: it belongs in shapes/"),
        ("basics/old/double.ipynb", "double.ipynb in basics/old/ was not graded: it belongs in basics/"),
        ("homework.ipynb", "homework.ipynb was not graded: it belongs in the folder of a chapter"),
        ("shapes/Double.py", "shapes/Double.py was not graded: its name has to be double.py"),
        ("shapes/double (1).py", "shapes/double (1).py was not graded: its name has to be double.py"),
        ("shapes/double_v2.py", "shapes/double_v2.py was not graded: its name has to be double.py"),
        ("shapes/double - Copy.py", "shapes/double - Copy.py was not graded: its name has to be double.py"),
        ("shapes/shapes.IPYNB", "shapes/shapes.IPYNB was not graded: its name has to end in .ipynb"),
        ("shapes/double.py.txt", "shapes/double.py.txt was not graded: its name has to be double.py"),
    ],
)  # fmt: skip
def test_an_answer_in_the_wrong_place_is_told_and_not_graded(
    tmp_path: Path, put: Put, catalog: Catalog, file: str, note: str
) -> None:
    put(f"ada/{file}", NOTEBOOK)
    submission = taken(tmp_path / "ada", catalog)
    assert not {exercise.file for exercise in catalog.exercises} & submission.files.keys()
    assert submission.notes == (note,)


def test_what_is_no_answer_is_not_told(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    for file in ("README.md", "shapes/helpers.py", "shapes/figures/a.svg", "shapes/double.backup-1.py", "other/x.py",
                 ".git/shapes/double.py", "shapes/.ipynb_checkpoints/shapes-checkpoint.ipynb", "shapes/double.txt",
                 "a/b/c/d/e/shapes/double.py"):  # fmt: skip
        put(f"ada/{file}")
    assert taken(tmp_path / "ada", catalog).notes == ()


def test_files_that_define_the_same_exercise(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("ada/shapes/double.py")
    put("ada/shapes/Double.py")
    put("ada/shapes/double (1).py")
    put("ada/shapes/shapes.ipynb", NOTEBOOK)
    put("ada/shapes/another.ipynb", NOTEBOOK)
    submission = taken(tmp_path / "ada", catalog)
    assert submission.files["shapes/double.py"] == DOUBLE.encode()
    assert submission.notes == (
        "shapes/double.py and shapes/shapes.ipynb both define double: shapes/double.py is graded",
        "shapes/Double.py and shapes/double.py are both there: shapes/double.py is graded",
    )
    (tmp_path / "ada/shapes/double.py").unlink()
    assert taken(tmp_path / "ada", catalog).notes[:1] == (
        "shapes/shapes.ipynb and shapes/another.ipynb both define double: shapes/shapes.ipynb is graded",
    )


def test_an_answer_beside_its_untouched_stub_is_told(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    stub = catalog.get("shapes/double").stub_path
    assert stub is not None
    put("ada/shapes/double.py", stub.read_text(encoding="utf-8").replace("\n", "\r\n"))
    put("ada/shapes/double (1).py")
    assert taken(tmp_path / "ada", catalog).notes == (
        "shapes/double (1).py was not graded: shapes/double.py is, which is the untouched stub",
    )


def test_long_names_take_no_longer_to_look_at(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    for number in range(MAX_ENTRIES):
        put(f"ada/shapes/{'_' * 240}{number}", "")
    with processor_seconds(3):
        assert taken(tmp_path / "ada", catalog).notes == ()


def test_notes_are_few_however_much_lies_about(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    for number in range(30):
        put(f"ada/{number}/shapes/double.py")
        put(f"ada/{number}/shapes/quadruple.py")
    deep = tmp_path / "ada"
    for _ in range(200):
        deep = deep / "x"
    deep.mkdir(parents=True)
    notes = taken(tmp_path / "ada", catalog).notes
    assert notes[0] == "double.py, quadruple.py in 0/shapes/ were not graded: they belong in shapes/"
    assert notes[-1] == "and 20 more that lie in the wrong place"
    assert len(notes) == 11


def test_a_crowd_of_files_is_read_in_part(tmp_path: Path, put: Put, catalog: Catalog) -> None:
    put("ada/shapes/double.py", "x")
    for number in range(3_000):
        (tmp_path / f"ada/shapes/z{number:04}.txt").touch()
        (tmp_path / f"a{number:04}").mkdir()
    assert taken(tmp_path / "ada", catalog).files == {"shapes/double.py": b"x"}
    put("ada/zz/double.py")
    assert taken(tmp_path / "ada", catalog).notes == ()
    assert len(find_students(tmp_path, catalog).students) == 3_001


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2015-02-02 15:58:23.948203 America/Los_Angeles", (2015, 2, 2, 23, 58, 23, 948203)),
        ("2015-07-02 15:58:23.948203 America/Los_Angeles\n", (2015, 7, 2, 22, 58, 23, 948203)),
        ("2026-11-24 18:00:00.000001 UTC", (2026, 11, 24, 18, 0, 0, 1)),
        ("2026-11-24 18:00:00.000001", (2026, 11, 24, 18, 0, 0, 1)),
        ("2026-11-24T18:00:00+02:00", (2026, 11, 24, 16, 0, 0)),
    ],
)  # fmt: skip
def test_a_timestamp_is_read_as_nbgrader_means_it(text: str, time: tuple[int, ...]) -> None:
    assert parse_timestamp(text) == datetime(*time, tzinfo=timezone.utc)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2015-02-02 15:58:23 ../../../etc/passwd",
        "2015-02-02 15:58:23 /etc/localtime",
        "2015-02-02 15:58:23 America",
        "2015-02-02 15:58:23 ..",
        "2015-02-02 15:58:23 a\0b",
        "2015-02-02 15:58:23 \ud800",
        "2015-02-02 15:58:23 UTC UTC",
        "2015-02-30 15:58:23 UTC",
        "0001-01-01 00:00:00+14:00",
        "9999-12-31 23:59:59 America/Los_Angeles",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_timestamp(text) is None


@given(st.text(max_size=60) | st.builds("2015-02-02 15:58:23.948203 {}".format, st.text(max_size=20)))
def test_no_text_is_too_odd_for_a_timestamp(text: str) -> None:
    time = parse_timestamp(text)
    assert time is None or time.utcoffset() is not None


def stamp(year: int) -> str:
    return f"{year}-01-01 00:00:00.000000 UTC"


def year(number: int) -> datetime:
    return datetime(number, 1, 1, tzinfo=timezone.utc)


def test_each_chapter_has_its_own_time(tmp_path: Path, put: Put) -> None:
    ada = StudentFolder("ada", tmp_path / "ada")
    put("ada/shapes/timestamp.txt", stamp(2021))
    put("ada/basics/timestamp.txt", stamp(2020))
    put("ada/other/timestamp.txt", stamp(2030))
    put("ada/untimed/double.py")
    (tmp_path / "ada/link").symlink_to(tmp_path / "ada/shapes")
    chapters = ("basics", "shapes", "untimed", "link", "absent")
    assert submitted_at(ada, chapters) == {"basics": year(2020), "shapes": year(2021)}
    assert submitted_at(ada, ["shapes"]) == {"shapes": year(2021)}


def test_the_time_of_the_whole_counts_for_what_has_none_of_its_own(tmp_path: Path, put: Put) -> None:
    put("ada/timestamp.txt", stamp(2022))
    put("ada/early/timestamp.txt", stamp(2021))
    put("ada/late/timestamp.txt", stamp(2023))
    put("ada/untimed/double.py")
    put("ada/broken/timestamp.txt", b"\xff")
    put("ada/odd/timestamp.txt", "yesterday")
    put("ada/huge/timestamp.txt", stamp(2024) + " " * 1_000)
    (tmp_path / "ada/link").symlink_to(tmp_path / "ada/early")
    chapters = ("early", "late", "untimed", "broken", "odd", "huge", "link", "absent")
    assert submitted_at(StudentFolder("ada", tmp_path / "ada"), chapters) == {
        "early": year(2021),
        "late": year(2023),
        **dict.fromkeys(("untimed", "broken", "odd", "huge"), year(2022)),
    }


def test_what_changes_while_it_is_read_is_read_as_something_or_not_at_all(
    tmp_path: Path, put: Put, catalog: Catalog
) -> None:
    secret = put("secret", "secret")
    ada = StudentFolder("ada", tmp_path / "class/ada")
    put("class/bob/shapes/double.py")
    done = Event()

    def churn() -> None:
        for number in itertools.cycle(range(6)):
            if done.is_set():
                break
            for name in ("double.py", "shapes.ipynb", "timestamp.txt"):
                file = put(f"class/ada/shapes/{name}", "{}")
                if number % 3:
                    file.unlink()
                    file.symlink_to(secret) if number % 3 == 1 else os.mkfifo(file)
            shutil.rmtree(ada.folder)
            if number >= 3:
                ada.folder.symlink_to(tmp_path / "class/bob")
                ada.folder.unlink()

    with ThreadPoolExecutor() as executor:
        churning = executor.submit(churn)
        try:
            for _ in range(300):
                submission = read(ada, catalog, catalog.chapters)
                assert set(submission.files.values()) <= {b"{}", b""}
                assert submitted_at(ada, catalog.chapters) == {}
                assert names(find_students(tmp_path / "class", catalog)) in (["ada", "bob"], ["bob"])
        finally:
            done.set()
        churning.result()
