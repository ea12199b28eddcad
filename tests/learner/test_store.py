"""The file of progress: whatever is in it, and whoever else writes it."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from course_cli.learner.progress import Entry, Mark, Progress
from course_cli.learner.store import LOCK_SECONDS, MAX_BYTES, NotKept, load, update

DIGEST = "0" * 64

WRITER = """
import sys
from pathlib import Path
from course_cli.learner import store
from course_cli.learner.progress import Entry
store.LOCK_SECONDS = 60  # who waits is served in no order
for number in range(20):
    entry = f"{sys.argv[2]}/{number}"
    store.update(Path(sys.argv[1]), lambda progress: progress.with_entry(entry, Entry(passed=True)))
"""


def file_of(workspace: Path) -> Path:
    return workspace / ".course_cli" / "progress.json"


def put(workspace: Path, data: bytes) -> Path:
    path = file_of(workspace)
    path.parent.mkdir()
    path.write_bytes(data)
    return path


def with_one(progress: Progress) -> Progress:
    mark = Mark(DIGEST, DIGEST, 1.5, 4.0, ("values",))
    return progress.with_entry("shapes/double", Entry(mark, hints={"values": 2}, solution="given up"))


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    assert load(tmp_path).progress == Progress()
    assert update(tmp_path, with_one) == ""
    assert load(tmp_path).progress == with_one(Progress())
    assert [path.name for path in file_of(tmp_path).parent.iterdir()] == ["progress.json"]


def entry(**changes: object) -> bytes:
    mark = {"work": DIGEST, "checks": DIGEST, "score": 1, "max_score": 2, **changes}
    return json.dumps({"schema": 1, "exercises": {"a/b": {"mark": mark}}}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"schema": 1, "exercises": ' + b"[" * 100_000,
        b'{"schema": 1, "exercises": {"a/b": 3}}',
        b'{"schema": "1"}',
        entry(work="../../etc/passwd"),
        entry(score=-1),
        entry(score=1e300),
        entry(score="4"),
        entry(failed=["x" * 1000]),
        entry(status="won"),
        b" " * (MAX_BYTES + 1),
    ],
)
def test_a_damaged_file_is_told_and_begins_anew(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, data)
    found = load(tmp_path)
    assert found.progress == Progress()
    assert found.problem.startswith(".course_cli/progress.json is ")
    assert update(tmp_path, with_one) == found.problem
    assert load(tmp_path).progress == with_one(Progress())


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(entry())
    workspace = tmp_path / "work"
    workspace.mkdir()
    put(workspace, b"").unlink()
    file_of(workspace).symlink_to(elsewhere)
    assert "is a link" in load(workspace).problem
    update(workspace, with_one)
    assert elsewhere.read_bytes() == entry()
    assert not file_of(workspace).is_symlink()
    assert load(workspace).progress == with_one(Progress())


def test_nothing_is_written_through_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".course_cli").symlink_to(tmp_path / "elsewhere")
    assert "is a link" in load(tmp_path / "work").problem
    with pytest.raises(NotKept, match="is a link"):
        update(tmp_path / "work", with_one)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_folder_in_its_place_is_no_traceback(tmp_path: Path) -> None:
    file_of(tmp_path).mkdir(parents=True)
    assert "is a folder" in load(tmp_path).problem
    with pytest.raises(NotKept, match="cannot write"):
        update(tmp_path, with_one)


def test_the_file_of_a_newer_course_cli_is_left_alone(tmp_path: Path) -> None:
    path = put(tmp_path, b'{"schema": 2, "exercises": {}, "more": [1]}')
    before = path.read_bytes()
    assert "newer" in load(tmp_path).problem
    with pytest.raises(NotKept, match="newer"):
        update(tmp_path, with_one)
    assert path.read_bytes() == before


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name], env=environment) for name in "abcd"
    ]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert set(load(tmp_path).progress.exercises) == {f"{name}/{number}" for name in "abcd" for number in range(20)}


def test_a_lock_that_is_never_let_go_of_is_waited_for_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LOCK_SECONDS > 1
    monkeypatch.setattr("course_cli.learner.store.LOCK_SECONDS", 0.1)
    update(tmp_path, with_one)
    descriptor = os.open(file_of(tmp_path).parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(NotKept, match="another course_cli"):
            update(tmp_path, lambda progress: Progress())
    finally:
        os.close(descriptor)
    assert load(tmp_path).progress == with_one(Progress())


def test_the_file_is_for_people_too(tmp_path: Path) -> None:
    update(tmp_path, with_one)
    text = file_of(tmp_path).read_text(encoding="utf-8")
    assert msgspec.json.decode(text)["schema"] == 1
    assert text.count("\n") > 10
