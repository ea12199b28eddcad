"""Disks fill up and processes are killed: nothing acknowledged is lost, and nothing is kept by halves."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from gradebook_attempts import COURSE, NOTHING, assert_intact, attempt, fill, reading, writing
from gradebook_children import RECORDING, RECORDING_ONCE_WITHOUT_CLOSING, child_command

from course_cli.batch.gradebook import (
    Gradebook,
    GradebookError,
    GradebookFull,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "grades.db"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 KB."""
    yield from mounted(tmp_path / "disk", "size=600k")


@pytest.fixture
def large_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of our own, to be made read-only."""
    yield from mounted(tmp_path / "disk", "size=8m")


def mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        # Where it is not mounted after all, a test that fills it would fill this machine's own disk.
        problem = "" if os.path.ismount(folder) else done.stderr.partition("\n")[0] or f"status {done.returncode}"
    except FileNotFoundError:
        problem = "there is no mount command"
    if problem:
        pytest.skip(f"a file system cannot be mounted here: {problem}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def record_until_full(path: Path, reason: str) -> list[str]:
    """Students who were recorded before there was no room for one more."""
    recorded: list[str] = []
    with pytest.raises(GradebookFull, match=reason):
        record_many(path, recorded)
    return recorded


def record_many(path: Path, recorded: list[str]) -> None:
    with writing(path) as book:
        for number in range(1000):
            book.record(f"t{number:03}", [attempt(text="x" * 5000, passed=3)], NOTHING)
            recorded.append(f"t{number:03}")


def test_a_full_disk_loses_nothing_that_was_recorded(small_disk: Path) -> None:
    path = small_disk / "grades.db"
    recorded = record_until_full(path, "no room left .*recorded before is safe")
    assert recorded
    with reading(path) as book:  # on the disk that is full still
        assert [record.student for record in book.records() if len(record.attempts) == 1] == recorded
        assert book.students() == recorded
    for file in small_disk.iterdir():
        shutil.copy(file, small_disk.parent)
    moved = small_disk.parent / "grades.db"
    with writing(moved) as book:
        book.record("more", [attempt()], NOTHING)
        assert book.students() == sorted([*recorded, "more"])
    assert_intact(moved)


def test_a_batch_goes_on_once_there_is_room(small_disk: Path) -> None:
    path, other = small_disk / "grades.db", small_disk / "other"
    fill(path)
    with suppress(OSError), other.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    recorded = record_until_full(path, "no room left|full disk")
    other.unlink()
    with writing(path) as book:
        book.record("u", [attempt()], NOTHING)
        assert book.students() == ["s0", "s1", "s2", *recorded, "u"]
        assert len(book.report("u").attempts) == 1
    assert_intact(path)


def test_a_disk_that_is_full_from_the_start(small_disk: Path) -> None:
    with suppress(OSError), (small_disk / "other").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    with pytest.raises(GradebookFull), writing(small_disk / "grades.db"):
        pass
    (small_disk / "other").unlink()
    fill(small_disk / "grades.db")
    assert_intact(small_disk / "grades.db")


def test_a_file_size_limit_loses_nothing_that_was_recorded(path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, before[1]))  # Python ignores SIGXFSZ
    try:
        recorded = record_until_full(path, "file size limit.*run the same command again")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert recorded
    with writing(path) as book:
        assert book.students() == recorded
        assert all(len(record.attempts) == 1 for record in book.records())
        book.record("more", [attempt()], NOTHING)
    assert_intact(path)


@pytest.fixture
def make_read_only(large_disk: Path) -> Callable[[], None]:
    def make() -> None:
        subprocess.run(["mount", "-o", "remount,ro", str(large_disk)], check=True)

    return make


def test_a_gradebook_on_a_read_only_disk_is_read_but_not_written(
    large_disk: Path, make_read_only: Callable[[], None]
) -> None:
    path = large_disk / "grades.db"
    fill(path)
    make_read_only()
    with reading(path) as book:
        assert book.students() == ["s0", "s1", "s2"]
        assert len(book.report("s1").attempts) == 2
    with pytest.raises(GradebookError, match="must be writable"), writing(path):
        pass


def test_a_log_that_a_read_only_disk_keeps_from_being_read_is_not_passed_over(
    large_disk: Path, make_read_only: Callable[[], None]
) -> None:
    path = large_disk / "grades.db"
    fill(path)
    subprocess.run(child_command(RECORDING_ONCE_WITHOUT_CLOSING, path), check=True, stdout=subprocess.DEVNULL)
    assert path.with_name("grades.db-wal").stat().st_size > 0
    path.with_name("grades.db-shm").unlink()
    make_read_only()
    with pytest.raises(GradebookError, match="copy it .*-wal.* to a folder of your own"), reading(path):
        pass
    copies = [shutil.copy(file, large_disk.parent) for file in (path, path.with_name("grades.db-wal"))]
    with reading(Path(copies[0])) as book:
        assert book.students() == ["late", "s0", "s1", "s2"]


def test_an_old_gradebook_on_a_read_only_disk_says_what_it_needs(
    large_disk: Path, make_read_only: Callable[[], None]
) -> None:
    path = large_disk / "grades.db"
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE due; ALTER TABLE intake DROP COLUMN flags; PRAGMA user_version = 1")
    make_read_only()
    with pytest.raises(GradebookError, match="version 1 and has to be brought to version 3"), reading(path):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_gradebook_without_permissions(path: Path) -> None:
    fill(path)
    path.chmod(0)
    for write in (True, False):
        with pytest.raises(GradebookError, match="check the permissions"), Gradebook.open(path, COURSE, write=write):
            pass
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with reading(path) as book:
            assert len(book.students()) == 3
        with pytest.raises(GradebookError, match="must be writable"), writing(path):
            pass
    finally:
        path.parent.chmod(0o700)


# Killed processes.


def acknowledged_until_killed(path: Path, first: int, chance: random.Random) -> list[int]:
    """What another process said it had recorded until it was killed, some way into the record after that."""
    with subprocess.Popen(child_command(RECORDING, path, str(first)), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(1 + chance.randint(1, 6))]
        time.sleep(chance.uniform(0, 0.02))
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
    assert child.returncode == -signal.SIGKILL
    return [int(line) for line in lines[1:] if line.endswith(b"\n")]


def test_killed_at_any_moment_it_has_what_it_acknowledged_and_nothing_by_halves(path: Path) -> None:
    acknowledged: list[int] = []
    for trial in range(20):
        acknowledged += acknowledged_until_killed(path, trial * 100_000, random.Random(trial))
        with writing(path) as book:
            found: dict[int, int] = {}
            for student in book.students():
                for n in range(6):
                    for past in book.history(student, f"a/{n}"):
                        number = int(past.fingerprint.key)
                        found[number] = found.get(number, 0) + 1
                        assert past == attempt(f"a/{n}", str(number), passed=n % 3, text="x" * (n * 700))
            assert set(found.values()) <= {6}
            assert set(acknowledged) <= set(found)
            assert len(found) <= len(acknowledged) + trial + 1  # each time one may have been recorded and not said so
        assert_intact(path)


def test_killed_while_it_was_made_it_is_made_the_next_time(tmp_path: Path) -> None:
    for trial in range(8):
        path = tmp_path / f"{trial}.db"
        with subprocess.Popen(child_command(RECORDING, path, "0"), stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(random.Random(trial).uniform(0, 0.02))
            child.send_signal(signal.SIGKILL)
        fill(path)
        assert_intact(path)
