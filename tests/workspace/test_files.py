"""Reading a submission from a folder that its author may have rigged."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from course_cli.course.catalog import Catalog
from course_cli.errors import WorkspaceError
from course_cli.workspace.files import MAX_FILE_BYTES, MAX_FILES, read_submission


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "ada" / "shapes").mkdir(parents=True)
    return tmp_path / "ada"


def test_modules_are_read_as_bytes_whatever_they_hold(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_bytes(b"\x00\xff not python")
    (workspace / "shapes/empty.py").write_bytes(b"")
    submission = read_submission(workspace, catalog)
    assert submission.files == {"shapes/double.py": b"\x00\xff not python", "shapes/empty.py": b""}
    assert submission.problems == {}
    assert submission.student == "ada"
    assert submission.digest("shapes/empty.py") == hashlib.sha256(b"").hexdigest()


def test_other_files_are_no_part_of_it(workspace: Path, catalog: Catalog) -> None:
    for name in ("notes.txt", "double.backup-1.py", "a b.py", ".py", ".hidden.py", "x.PY"):
        (workspace / "shapes" / name).write_text("x")
    (workspace / "other").mkdir()
    (workspace / "other/x.py").write_text("x")
    (workspace / "x.py").write_text("x")
    assert read_submission(workspace, catalog).files == {}


def test_links_are_not_followed(workspace: Path, tmp_path: Path, catalog: Catalog) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("secret")
    (workspace / "shapes/double.py").symlink_to(secret)
    (workspace / "shapes/dangling.py").symlink_to("nowhere")
    elsewhere = tmp_path / "bob"
    elsewhere.mkdir()
    (elsewhere / "count.py").write_text("bob's")
    (workspace / "basics").symlink_to(elsewhere)
    submission = read_submission(workspace, catalog)
    assert submission.files == {}
    assert submission.problems == {
        "shapes/double.py": "is a link, not a file",
        "shapes/dangling.py": "is a link, not a file",
        "basics/": "is a link, not a folder",
    }


def test_pipes_devices_sockets_and_folders_are_not_opened(workspace: Path, catalog: Catalog) -> None:
    os.mkfifo(workspace / "shapes/pipe.py")
    (workspace / "shapes/folder.py").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(workspace / "shapes/door.py"))
        submission = read_submission(workspace, catalog)
    assert submission.files == {}
    assert submission.problems == {
        "shapes/door.py": "is a device or pipe, not a file",
        "shapes/folder.py": "is a folder, not a file",
        "shapes/pipe.py": "is a device or pipe, not a file",
    }


def test_a_file_in_place_of_a_chapter_is_told(workspace: Path, catalog: Catalog) -> None:
    (workspace / "basics").write_text("x")
    assert read_submission(workspace, catalog).problems == {"basics/": "is a file, not a folder"}


def test_size_and_number_of_files_are_limited(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/a.py").write_bytes(b"#" * MAX_FILE_BYTES)
    (workspace / "shapes/b.py").write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with (workspace / "shapes/c.py").open("wb") as sparse:
        sparse.truncate(1 << 40)
    for number in range(MAX_FILES):
        (workspace / f"shapes/z{number:03}.py").write_bytes(b"")
    submission = read_submission(workspace, catalog)
    assert len(submission.files) == MAX_FILES - 2
    assert submission.problems["shapes/b.py"] == submission.problems["shapes/c.py"] == "is larger than 1024 KB"
    assert "first 200 files" in submission.problems["shapes/z199.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_a_problem(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_text("x")
    (workspace / "shapes/double.py").chmod(0)
    assert read_submission(workspace, catalog).problems == {"shapes/double.py": "cannot be read: Permission denied"}


@pytest.mark.parametrize(
    ("name", "message"), [("none", "no such folder"), ("file", "not a folder"), ("nul\0", "cannot open the folder")]
)
def test_no_folder_is_the_callers_mistake(tmp_path: Path, name: str, message: str, catalog: Catalog) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match=message):
        read_submission(tmp_path / name, catalog)


def test_the_folder_itself_may_be_reached_through_a_link(workspace: Path, tmp_path: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_text("x")
    (tmp_path / "link").symlink_to(workspace)
    assert list(read_submission(tmp_path / "link", catalog).files) == ["shapes/double.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root opens every folder")
def test_a_folder_that_can_be_listed_and_not_entered_is_a_problem(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_text("x")
    (workspace / "shapes").chmod(0o400)
    try:
        problems = read_submission(workspace, catalog).problems
    finally:
        (workspace / "shapes").chmod(0o700)
    assert problems == {"shapes/double.py": "cannot be read: Permission denied"}
    workspace.chmod(0o400)
    try:
        problems = read_submission(workspace, catalog).problems
    finally:
        workspace.chmod(0o700)
    assert problems == {"shapes/": "cannot be opened: Permission denied"}
