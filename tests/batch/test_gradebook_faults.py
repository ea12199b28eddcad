"""Whatever lies where a gradebook should be, and whoever else uses it: a clear message, and no harm done."""

from __future__ import annotations

import os
import random
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from gradebook_attempts import COURSE, NOON, NOTHING, assert_intact, attempt, fill, reading, writing
from gradebook_children import COUNTING, child_command

from course_cli.batch.gradebook import (
    DueDate,
    Gradebook,
    GradebookBusy,
    GradebookCorrupt,
    GradebookError,
    GradebookFull,
    GradebookTooNew,
    NotAGradebook,
)
from course_cli.errors import WorkspaceError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "grades.db"


# What lies there instead.


def make_folder(path: Path) -> None:
    path.mkdir()


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def make_text(path: Path) -> None:
    path.write_text("student,score\n" * 100, encoding="utf-8")


def make_short(path: Path) -> None:
    path.write_bytes(b"SQLite f")


def make_other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE bookmarks (url TEXT)")


def make_other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA application_id = 252006675; PRAGMA user_version = 1; CREATE TABLE attempt (x)")


def make_other_course(path: Path) -> None:
    with Gradebook.open(path, "Cooking", write=True):
        pass


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_folder, "is a folder: name a file"),
        (os.mkfifo, "is a device, pipe or socket"),
        (make_socket, "is a device, pipe or socket"),
        (make_text, "not an SQLite file"),
        (make_short, "not an SQLite file"),
        (make_other_database, "database of another program"),
        (make_other_application, "database of another program"),
        (make_other_course, "gradebook of another course, 'Cooking'"),
    ],
)
def test_something_else_is_refused_and_left_alone(
    path: Path, make: Callable[[Path], None], reason: str, write: bool
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(NotAGradebook, match=reason), Gradebook.open(path, COURSE, write=write):
        pass
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert [found.name for found in path.parent.iterdir()] == ["grades.db"]


def test_nbgraders_own_database_is_told_apart_and_left_alone(path: Path) -> None:
    from nbgrader.api import Gradebook as NbgraderGradebook

    with NbgraderGradebook(f"sqlite:///{path}") as book:
        book.add_student("ada")
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(NotAGradebook, match="nbgrader's own database"), Gradebook.open(path, COURSE, write=write):
            pass
    assert path.read_bytes() == before


@pytest.mark.parametrize("write", [True, False])
def test_a_device_is_refused(write: bool) -> None:
    with pytest.raises(NotAGradebook, match="device"), Gradebook.open(Path("/dev/null"), COURSE, write=write):
        pass
    assert not Path("/dev/null.lock").exists()


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none/grades.db", "there is no folder .*none"),
        ("file/grades.db", "file is not a folder"),
        ("loop", "loop"),
        ("x" * 300, "[Ff]ile name too long"),
        ("nul\0.db", "null"),
    ],
)
def test_a_name_that_no_gradebook_can_have(tmp_path: Path, name: str, reason: str, write: bool) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(GradebookError, match=reason), Gradebook.open(tmp_path / name, COURSE, write=write):
        pass


def test_one_that_is_not_there_is_made_to_write_but_not_to_read(path: Path) -> None:
    with pytest.raises(GradebookError, match="there is no gradebook"), reading(path):
        pass
    assert not path.exists()
    fill(path)
    assert_intact(path)


def test_an_empty_file_becomes_a_gradebook_but_cannot_be_read(path: Path) -> None:
    path.touch()
    with pytest.raises(NotAGradebook, match="is empty"), reading(path):
        pass
    fill(path)
    with reading(path) as book:
        assert len(book.students()) == 3


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_version_is_refused_and_left_alone(path: Path, write: bool) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 4")
    before = path.read_bytes()
    with pytest.raises(GradebookTooNew, match="version 4; this one knows up to 3.*update course_cli"):
        with Gradebook.open(path, COURSE, write=write):
            pass
    assert path.read_bytes() == before


def test_every_error_ends_a_command_with_status_2() -> None:
    kinds = [NotAGradebook, GradebookBusy, GradebookCorrupt, GradebookFull, GradebookTooNew]
    for kind in kinds:
        assert issubclass(kind, GradebookError)
        assert issubclass(kind, WorkspaceError)
        assert kind("because").exit_status == 2
        assert str(kind("because")) == "because"


# Damage.


def read_everything(path: Path, write: bool) -> int:
    with Gradebook.open(path, COURSE, write=write) as book:
        for student in book.students():
            book.keys(student)
            book.history(student, "a/a")
        return len(list(book.records())) + len(book.exercises()) + len(book.due_dates())


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("kept", [2, 100, 4096, 4097, 8192, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_reported(path: Path, kept: float, write: bool) -> None:
    fill(path, students=40)
    size = path.stat().st_size
    os.truncate(path, int(kept if kept >= 1 else kept * size))
    with pytest.raises((GradebookCorrupt, NotAGradebook)) as caught:
        read_everything(path, write)
    assert "damaged" in str(caught.value) or "not an SQLite file" in str(caught.value)


def test_damage_is_reported_or_does_no_harm_but_never_anything_else(path: Path) -> None:
    fill(path, students=40)
    whole = path.read_bytes()
    reported = 0
    for trial in range(150):
        chance = random.Random(trial)
        broken = bytearray(whole)
        start = chance.randrange(len(broken))
        length = chance.choice([1, 16, 512, 4096])
        broken[start : start + length] = chance.choice([chance.randbytes(length), bytes(length), b"\xff" * length])
        path.write_bytes(broken[: len(whole)])
        for write in (False, True):
            try:
                read_everything(path, write)
            except GradebookError:
                reported += 1
            for name in ("-wal", "-shm"):
                path.with_name(path.name + name).unlink(missing_ok=True)
    assert reported > 60


def test_damage_is_found_before_anything_is_added(path: Path) -> None:
    fill(path, students=40)
    broken = bytearray(path.read_bytes())
    broken[-4096:] = b"\xff" * 4096
    path.write_bytes(broken)
    with pytest.raises(GradebookCorrupt, match=r"damaged .*\.recover"), writing(path):
        pass
    assert path.read_bytes() == broken


@pytest.mark.parametrize(
    "times", ["", "yesterday", "[]", "null", '{"a": 5}', '{"a": "yesterday"}', '{"a": "2026-10-01T12:00:00"}']
)
def test_times_that_are_none_are_damage(path: Path, times: str) -> None:
    fill(path, students=1)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("UPDATE intake SET submitted_at = ?", (times,)).rowcount == 1
    with pytest.raises(GradebookCorrupt, match="damaged"), reading(path) as book:
        book.report("s0")


@pytest.mark.parametrize(
    "flags",
    [b"[]", "", "null", "{}x", "[5]", '["text"]', '[["a.py", "x", "n", "w"]]', '[["a.py", 1, "n"]]', "[" * 100_000],
)
def test_flags_that_are_none_are_damage(path: Path, flags: object) -> None:
    fill(path, students=1)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("UPDATE intake SET flags = ?", (flags,)).rowcount == 1
    with pytest.raises(GradebookCorrupt, match="damaged"), reading(path) as book:
        book.report("s0")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("result", "score", "<b>"), ("result", "score", 9e999), ("result", "status", "weird"),
        ("result", "status", b"passed"), ("result", "seconds", "abc"), ("result", "seed", "x"), ("result", "seed", 0.5),
        ("result", "message", b"blob"), ("result", "got", b"5"), ("result", "printed", b"\xff"),
        ("statement", "points", b"4"), ("statement", "title", b"blob"), ("statement", "hint", b""),
        ("attempt", "status", "weird"), ("attempt", "isolation", "none"), ("attempt", "device", b"cpu"),
        ("attempt", "seconds", "abc"), ("attempt", "message", b"blob"), ("attempt", "graded_at", b"2026"),
        ("attempt", "graded_at", 5), ("attempt", "key", b"key"), ("attempt", "exercise", b"a/a"),
        ("attempt", "grader", b""), ("student", "name", b"s0"), ("intake", "notes", "[1, [2]]"),
        ("intake", "notes", '"text"'), ("intake", "notes", '{"a": "b"}'), ("intake", "notes", b'["blob"]'),
        ("intake", "notes", "[" * 100_000), ("intake", "submitted_at", b"{}"), ("due", "due_at", "tomorrow"),
        ("due", "due_at", 5), ("due", "policy", b"{}"), ("due", "chapter", b"a"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("write", [True, False])
def test_a_value_of_another_kind_is_damage(path: Path, table: str, column: str, value: object, write: bool) -> None:
    fill(path, students=1)
    with writing(path) as book:
        book.set_due_dates([DueDate("a", NOON, "{}")])
        assert len(list(book.records())) == len(book.due_dates()) == 1
    with closing(sqlite3.connect(path)) as connection, connection:
        one = f"(SELECT min({column}) FROM {table})"
        assert connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = {one}", (value,)).rowcount
    with pytest.raises(GradebookCorrupt, match=r"damaged \(malformed value: "):
        read_everything(path, write)


def test_a_check_that_lost_its_statement_is_damage(path: Path) -> None:
    fill(path, students=1)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("DELETE FROM statement WHERE name = 'check_0'").rowcount
    with pytest.raises(GradebookCorrupt, match="damaged"):
        read_everything(path, write=False)


# Two at a time.


def test_a_second_writer_is_refused_by_name_and_readers_are_not(path: Path) -> None:
    with writing(path) as book:
        with pytest.raises(GradebookBusy, match=rf"process {os.getpid()} on .*grades\.db\.lock"), writing(path):
            pass
        book.record("ada", [attempt()], NOTHING)
        with reading(path) as other:
            assert other.students() == ["ada"]
    with writing(path) as book:
        assert book.students() == ["ada"]


def test_a_link_does_not_get_round_the_lock(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with writing(path), pytest.raises(GradebookBusy), writing(link):
        pass


@pytest.mark.parametrize("left", ["", "process 1 on elsewhere", "\x1b[31m" * 1000])
def test_a_lock_file_without_a_lock_is_in_nobodys_way(path: Path, left: str) -> None:
    lock = path.with_name("grades.db.lock")
    lock.write_text(left, encoding="utf-8")
    fill(path)
    assert not lock.exists()


def test_no_lock_file_can_be_made(path: Path) -> None:
    path.with_name("grades.db.lock").mkdir()
    with pytest.raises(GradebookError, match=r"cannot make the lock file .*grades\.db\.lock"), writing(path):
        pass


def test_another_program_that_holds_the_file_is_named_as_such(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as browser:
        browser.execute("BEGIN IMMEDIATE")
        with pytest.raises(GradebookBusy, match="another program"), writing(path) as book:
            book.record("ada", [attempt()], NOTHING)
    with writing(path) as book:
        assert "ada" not in book.students()


def test_however_many_come_and_go_one_writes_at_a_time(path: Path, tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0", encoding="utf-8")
    fill(path)
    command = child_command(COUNTING, path, str(counter))
    children = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [child.wait() for child in children] == [0] * 4
    assert counter.read_text(encoding="utf-8") == "100"
    assert not path.with_name("grades.db.lock").exists()
