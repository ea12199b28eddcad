"""Fetching: a learner's work outlives everything."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.errors import WorkspaceError
from course_cli.workspace.fetch import Fetched, fetch

DOUBLE = "shapes/double.py"
EDITED = "def double(X):\n    return X + X\n"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def run(course: Path, into: Path, *names: str, fresh: bool = False) -> dict[str, Fetched]:
    catalog = Catalog.load(course)
    return {file.path: file for file in fetch(catalog, catalog.resolve(names or ["double"]), into, fresh=fresh)}


def statuses(fetched: dict[str, Fetched]) -> set[str]:
    return {file.status for file in fetched.values()}


def test_a_new_folder_gets_stubs_lesson_and_figures(tiny_course: Path, into: Path) -> None:
    fetched = run(tiny_course, into / "deep")
    assert list(fetched) == [DOUBLE, "shapes/README.md", "shapes/README.zh.md", "shapes/figures/square.svg"]
    assert statuses(fetched) == {"new"}
    for path in fetched:
        assert (into / "deep" / path).read_bytes() == (tiny_course / "exercises" / path).read_bytes()
    assert not list((into / "deep").rglob("*.tmp"))


def test_a_second_fetch_changes_nothing(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into, "all")
    before = {path: path.stat().st_mtime_ns for path in into.rglob("*")}
    assert statuses(run(tiny_course, into, "all")) == {"unchanged"}
    assert statuses(run(tiny_course, into, "all", fresh=True)) == {"unchanged"}
    assert {path: path.stat().st_mtime_ns for path in into.rglob("*")} == before


def test_an_edited_file_is_kept(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into)
    put(into / DOUBLE, EDITED)
    assert run(tiny_course, into)[DOUBLE].status == "kept"
    assert (into / DOUBLE).read_text() == EDITED


def test_a_fresh_copy_keeps_every_earlier_one(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into)
    put(into / "shapes/double.backup-2.py", "another's")
    backups = []
    for text in ("first", "second", "third"):
        put(into / DOUBLE, text)
        file = run(tiny_course, into, fresh=True)[DOUBLE]
        assert file.status == "replaced"
        assert (into / file.backup).read_text() == text
        backups.append(file.backup)
    assert backups == [f"shapes/double.backup-{number}.py" for number in (1, 3, 4)]
    assert (into / "shapes/double.backup-2.py").read_text() == "another's"
    assert (into / "shapes/double.backup-1.py").read_text() == "first"
    assert (into / DOUBLE).read_bytes() == (tiny_course / "exercises" / DOUBLE).read_bytes()


def test_an_older_stub_that_nobody_edited_is_brought_up_to_date(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into)
    put(tiny_course / "exercises" / DOUBLE, "# a newer stub\n")
    assert run(tiny_course, into)[DOUBLE].status == "updated"
    assert (into / DOUBLE).read_text() == "# a newer stub\n"
    assert len(list((into / "shapes").glob("double*"))) == 1


def test_an_edited_file_stays_kept_when_the_stub_changes(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into)
    put(into / DOUBLE, EDITED)
    run(tiny_course, into)
    put(tiny_course / "exercises" / DOUBLE, "# a newer stub\n")
    assert run(tiny_course, into)[DOUBLE].status == "kept"
    assert (into / DOUBLE).read_text() == EDITED


@pytest.mark.parametrize("record", ["", "{", "[]", '{"files": 3}', '{"files": {"shapes/double.py": 3}}', "[" * 100_000])
def test_a_broken_record_only_makes_fetch_more_careful(tiny_course: Path, into: Path, record: str) -> None:
    run(tiny_course, into)
    put(into / ".course_cli/fetched.json", record)
    put(tiny_course / "exercises" / DOUBLE, "# a newer stub\n")
    fetched = run(tiny_course, into)
    assert fetched[DOUBLE].status == "kept"
    assert fetched["shapes/README.md"].status == "unchanged"
    assert "shapes/README.md" in json.loads((into / ".course_cli/fetched.json").read_text())["files"]


def test_an_edited_lesson_is_the_learners_too(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into)
    put(into / "shapes/README.md", "my notes")
    assert run(tiny_course, into)["shapes/README.md"].status == "kept"
    file = run(tiny_course, into, fresh=True)["shapes/README.md"]
    assert (into / file.backup).read_text() == "my notes"


def test_nothing_is_written_through_a_linked_folder(tiny_course: Path, into: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    into.mkdir()
    (into / "shapes").symlink_to(outside)
    with pytest.raises(WorkspaceError, match="shapes is a link, not a folder: nothing is written through it"):
        run(tiny_course, into)
    (into / "shapes").unlink()
    (into / ".course_cli").symlink_to(outside)
    with pytest.raises(WorkspaceError, match="is a link"):
        run(tiny_course, into)
    assert list(outside.iterdir()) == []


def test_a_linked_file_is_kept_and_never_written_through(tiny_course: Path, into: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("outside")
    (into / "shapes").mkdir(parents=True)
    (into / DOUBLE).symlink_to(outside)
    assert run(tiny_course, into)[DOUBLE].status == "kept"
    with pytest.raises(WorkspaceError, match="is a link"):
        run(tiny_course, into, fresh=True)
    assert outside.read_text() == "outside"
    assert (into / DOUBLE).is_symlink()


def test_a_folder_in_a_files_place_is_kept(tiny_course: Path, into: Path) -> None:
    (into / DOUBLE).mkdir(parents=True)
    assert run(tiny_course, into)[DOUBLE].status == "kept"
    with pytest.raises(WorkspaceError, match="is a folder"):
        run(tiny_course, into, fresh=True)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_is_no_place_to_fetch_into(tiny_course: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WorkspaceError):
        run(tiny_course, tmp_path / place)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_in_place_of_the_chapter_is_told(tiny_course: Path, into: Path) -> None:
    into.mkdir()
    (into / "shapes").write_text("mine")
    with pytest.raises(WorkspaceError, match="shapes is a file, not a folder"):
        run(tiny_course, into)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_is_read_only_is_told_and_unchanged(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into)
    put(into / DOUBLE, EDITED)
    (into / "shapes").chmod(0o555)
    try:
        with pytest.raises(WorkspaceError, match="cannot write"):
            run(tiny_course, into, fresh=True)
    finally:
        (into / "shapes").chmod(0o755)
    assert (into / DOUBLE).read_text() == EDITED


def test_a_place_where_no_folder_can_be_made_is_told(tiny_course: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot write"):
        run(tiny_course, Path("/proc/course_cli"))


FETCH = """
import sys
from pathlib import Path
from course_cli.course.catalog import Catalog
from course_cli.errors import WorkspaceError
from course_cli.workspace.fetch import fetch
catalog = Catalog.load(Path(sys.argv[1]))
try:
    list(fetch(catalog, catalog.resolve(["double"]), Path(sys.argv[2]), fresh=True))
except WorkspaceError as error:
    sys.exit(str(error))
"""


def test_a_disk_that_is_full_loses_nothing(tiny_course: Path, into: Path) -> None:
    run(tiny_course, into)
    put(into / DOUBLE, EDITED)
    put(tiny_course / "exercises" / DOUBLE, "#" * 5000)

    # A limit on file sizes ends a write halfway, as a full disk does.
    result = subprocess.run(
        [sys.executable, "-c", FETCH, str(tiny_course), str(into)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "cannot write" in result.stderr
    assert "Traceback" not in result.stderr
    assert (into / DOUBLE).read_text() == EDITED
    assert sorted(path.name for path in (into / "shapes").iterdir()) == [
        "README.md",
        "README.zh.md",
        "double.py",
        "figures",
    ]


def test_what_was_fetched_before_an_error_is_recorded(tiny_course: Path, into: Path) -> None:
    into.mkdir()
    (into / "shapes").write_text("in the way")
    with pytest.raises(WorkspaceError):
        run(tiny_course, into, "count", "double")
    assert (into / "basics/count.py").exists()
    assert list(json.loads((into / ".course_cli/fetched.json").read_text())["files"]) == ["basics/count.py"]
