"""Handing in: a student's files and nothing else, whole or not at all, through no link, and nothing lost."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.errors import UnknownExercise, UsageError, WorkspaceError
from course_cli.workspace.submit import Work, collect, student_name, with_fetched
from course_cli.workspace.submit_exchange import hand_in, hand_in_zip
from course_cli.workspace.submit_receipt import save, timestamp

NOW = datetime(2026, 10, 1, 12, 30, 14, 123456, timezone.utc)
DOUBLE, QUADRUPLE, COUNT = "shapes/double.py", "shapes/quadruple.py", "basics/count.py"
NOTEBOOK = "shapes/shapes.ipynb"


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    for path in (DOUBLE, COUNT, NOTEBOOK):
        put(tmp_path / "mine" / path, f"# {path}\n")
    put(tmp_path / "mine" / QUADRUPLE, "from shapes.double import double\nimport shapes.helper, basics.count, torch\n")
    put(tmp_path / "mine/shapes/helper.py", "x = 1\n")
    return tmp_path / "mine"


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    (tmp_path / "exchange").mkdir()
    return tmp_path / "exchange"


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


# What is handed in


def test_by_default_every_chapter_that_is_there(catalog: Catalog, mine: Path) -> None:
    work = collect(catalog, [], mine)
    assert work.files == {path: (mine / path).read_bytes() for path in tree(mine)}
    assert work.whole == {"shapes", "basics"}
    assert work.missing == ()
    assert work.warnings == ()


@pytest.mark.parametrize(
    "path",
    [
        ".git/config", "thesis.py", "data/mnist.py", "shapes/.git/x.py", "shapes/__pycache__/double.py",
        "shapes/README.md", "shapes/double.backup-1.py", "shapes/double.new-1.py", "shapes/shapes.backup-2.ipynb",
        "shapes/shapes.new-1.ipynb", "shapes/.ipynb_checkpoints/shapes-checkpoint.ipynb", "shapes/.hidden.ipynb",
        "shapes/.hidden.py", "shapes/double.py~", "shapes/deep/double.py", ".course_cli/fetched.json",
        "shapes/my file.py", "shapes/data.csv",
    ],
)  # fmt: skip
def test_nothing_else_is(catalog: Catalog, mine: Path, path: str) -> None:
    before = collect(catalog, [], mine)
    put(mine / path, "x")
    assert collect(catalog, [], mine) == before


def test_of_an_exercise_its_file_and_what_it_imports_of_its_chapter(catalog: Catalog, mine: Path) -> None:
    assert collect(catalog, ["double"], mine).files.keys() == {DOUBLE, NOTEBOOK}
    work = collect(catalog, ["quadruple"], mine)
    assert work.files.keys() == {DOUBLE, QUADRUPLE, NOTEBOOK, "shapes/helper.py"}
    assert work.whole == frozenset()
    assert work.warnings == (
        "shapes/quadruple.py imports basics/count.py, which is not handed in with it: hand it in too, unless you have",
    )
    assert collect(catalog, ["double", "quadruple"], mine).whole == {"shapes"}


@pytest.mark.parametrize("text", ["def double(", "\0", "(" * 5000, "\x80"])
def test_a_file_that_is_no_python_is_handed_in_as_it_is(catalog: Catalog, mine: Path, text: str) -> None:
    (mine / DOUBLE).write_bytes(text.encode("latin-1"))
    assert collect(catalog, ["double"], mine).files[DOUBLE] == text.encode("latin-1")


def test_what_is_missing_is_told(catalog: Catalog, mine: Path) -> None:
    (mine / DOUBLE).unlink()
    assert collect(catalog, ["shapes"], mine).missing == ()  # the notebook may hold it
    (mine / NOTEBOOK).unlink()
    assert collect(catalog, ["shapes"], mine).missing == (DOUBLE,)
    with pytest.raises(UsageError, match=r"no shapes/double.py in .*: nothing was handed in"):
        collect(catalog, ["double"], mine)
    (mine / COUNT).unlink()
    with pytest.raises(UsageError, match="no basics/ with work of yours"):
        collect(catalog, ["all"], mine)
    assert collect(catalog, [], mine).chapters == ("shapes",)
    with pytest.raises(UsageError, match="--path names the folder above"):
        collect(catalog, [], mine / "shapes")
    with pytest.raises(UnknownExercise):
        collect(catalog, ["dubble"], mine)
    with pytest.raises(WorkspaceError, match="no such folder"):
        collect(catalog, [], mine / "nothing")


def test_files_that_no_one_could_grade_are_not_handed_in(catalog: Catalog, mine: Path, tmp_path: Path) -> None:
    (mine / DOUBLE).unlink()
    (mine / DOUBLE).symlink_to(mine / QUADRUPLE)
    with pytest.raises(WorkspaceError, match="double.py is a link, not a file: nothing was handed in"):
        collect(catalog, ["shapes"], mine)
    (mine / DOUBLE).unlink()
    put(mine / DOUBLE, "#" * ((1 << 20) + 1))
    with pytest.raises(WorkspaceError, match="double.py is larger than 1024 KB"):
        collect(catalog, ["shapes"], mine)
    put(mine / DOUBLE, "")
    put(mine / "shapes/a?.ipynb", "{}")
    with pytest.raises(WorkspaceError, match="rename it, then hand in again"):
        collect(catalog, ["shapes"], mine)
    (mine / "basics").rename(tmp_path / "elsewhere")
    (mine / "basics").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError, match="basics is a link, not a folder"):
        collect(catalog, ["basics"], mine)


def test_what_was_fetched_from_another_course_can_be_handed_in(catalog: Catalog, mine: Path) -> None:
    put(mine / "botany/leaf.py", "x = 1\n")
    record = {"files": {"botany/leaf.py": "0", "botany/README.md": "0", "../x.py": "0", "a/../../y.py": "0"}}
    put(mine / ".course_cli/fetched.json", json.dumps(record))
    course = with_fetched(catalog, mine)
    assert course.chapters == (*catalog.chapters, "botany")
    assert collect(course, ["botany"], mine).files == {"botany/leaf.py": b"x = 1\n"}


@pytest.mark.parametrize("name", ["ada", "ada.lovelace", "Ada Lovelace", "张三", "ada-1", "a@b.org", "e\u0301"])
def test_usual_names(name: str) -> None:
    assert student_name(name) in (name, "é")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".ada", "../ada", "a/b", "/ada", "a\\b", "a\0", "a\n", "a\x1b[2J", " ada", "ada ", "a\u202eb", "a*",
     "a+b", "C:ada", "-ada", "_ada", "ada.", "con", "\udc80", "a" * 101, "a|b"],
    ids=ascii,
)  # fmt: skip
def test_names_that_could_do_harm(name: str) -> None:
    with pytest.raises(UsageError, match="is no student's name: it .* Give one with --student") as caught:
        student_name(name)
    assert str(caught.value).isprintable()


# Into a folder


def test_the_layout_is_what_grade_reads(catalog: Catalog, mine: Path, exchange: Path) -> None:
    receipt = hand_in(collect(catalog, [], mine), "ada", NOW, exchange)
    stamps = {f"ada/{chapter}/timestamp.txt": "2026-10-01 12:30:14.123456 UTC" for chapter in ("shapes", "basics")}
    assert tree(exchange) == {**{f"ada/{path}": text for path, text in tree(mine).items()}, **stamps}
    assert [entry.path for entry in receipt.entries] == sorted(tree(mine))
    assert receipt.replaced == {}


def test_nbgrader_reads_the_time() -> None:
    from nbgrader.utils import parse_utc

    assert parse_utc(timestamp(NOW)) == NOW.replace(tzinfo=None)


def test_the_latest_counts_and_the_earlier_ones_are_kept(catalog: Catalog, mine: Path, exchange: Path) -> None:
    first = hand_in(collect(catalog, ["shapes"], mine), "ada", NOW, exchange)
    before = tree(exchange / "ada/shapes")
    put(mine / DOUBLE, "# better\n")
    (mine / "shapes/helper.py").unlink()
    later = NOW + timedelta(hours=1)
    second = hand_in(collect(catalog, ["shapes"], mine), "ada", later, exchange)
    now = tree(exchange / "ada/shapes")
    assert now.pop("timestamp.txt") == "2026-10-01 13:30:14.123456 UTC"
    assert now == tree(mine / "shapes")
    assert second.replaced == {"shapes": first.digest}
    assert [tree(path) for path in (exchange / "ada/.earlier").iterdir()] == [before]
    assert sorted(path.name for path in (exchange / "ada").iterdir()) == [".earlier", "shapes"]


def test_one_exercise_more_does_not_take_back_the_others(catalog: Catalog, mine: Path, exchange: Path) -> None:
    hand_in(collect(catalog, ["quadruple"], mine), "ada", NOW, exchange)
    put(exchange / "ada/shapes/.hidden", "x")
    put(mine / DOUBLE, "# better\n")
    put(mine / QUADRUPLE, "# not yet\n")
    receipt = hand_in(collect(catalog, ["double"], mine), "ada", NOW + timedelta(hours=1), exchange)
    there = tree(exchange / "ada/shapes")
    assert there["double.py"] == "# better\n"
    assert there["quadruple.py"].startswith("from shapes.double import")
    assert ".hidden" not in there
    assert {entry.path for entry in receipt.entries} == {DOUBLE, QUADRUPLE, NOTEBOOK, "shapes/helper.py"}


def test_that_a_chapter_has_one_time_is_in_the_receipt_where_something_stays(
    catalog: Catalog, mine: Path, exchange: Path
) -> None:
    later = NOW + timedelta(hours=1)
    first = hand_in(collect(catalog, ["double", "basics"], mine), "ada", NOW, exchange)
    same = hand_in(collect(catalog, ["double", "basics"], mine), "ada", NOW + timedelta(minutes=1), exchange)
    assert first.notes == same.notes == ()
    put(mine / QUADRUPLE, "# it imports nothing\n")
    second = hand_in(collect(catalog, ["quadruple", "basics"], mine), "ada", later, exchange)
    note = (
        "the time of shapes is now 2026-10-01 13:30:14 UTC; it counts for all of its exercises, "
        "also those handed in before"
    )
    assert json.loads((mine / save(second, mine)).read_text())["notes"] == [note]
    assert (exchange / "ada/shapes/timestamp.txt").read_text() == timestamp(later)
    last = hand_in(collect(catalog, ["shapes"], mine), "ada", later + timedelta(hours=1), exchange)
    assert last.notes == (), "all of it is new"


def test_another_chapter_is_left_alone(catalog: Catalog, mine: Path, exchange: Path) -> None:
    hand_in(collect(catalog, ["basics"], mine), "ada", NOW, exchange)
    before = {path: path.stat().st_mtime_ns for path in (exchange / "ada/basics").rglob("*")}
    hand_in(collect(catalog, ["shapes"], mine), "ada", NOW + timedelta(days=1), exchange)
    assert {path: path.stat().st_mtime_ns for path in (exchange / "ada/basics").rglob("*")} == before


@pytest.mark.parametrize("place", ["ada", "ada/shapes", "ada/.earlier", "ada/shapes/double.py"])
def test_no_link_in_the_exchange_is_followed(
    catalog: Catalog, mine: Path, exchange: Path, tmp_path: Path, place: str
) -> None:
    outside = tmp_path / "outside"
    put(outside / "double.py", "another's")
    (exchange / place).parent.mkdir(parents=True, exist_ok=True)
    (exchange / place).symlink_to(outside / "double.py" if place.endswith(".py") else outside)
    before = sorted(exchange.rglob("*"))
    with pytest.raises(WorkspaceError, match="is a link, not a f"):
        hand_in(collect(catalog, ["shapes"], mine), "ada", NOW, exchange)
    assert tree(outside) == {"double.py": "another's"}
    assert sorted(path for path in exchange.rglob("*") if path.name != "ada") == [
        path for path in before if path.name != "ada"
    ]


def test_an_exchange_that_is_none_is_told(catalog: Catalog, mine: Path, exchange: Path) -> None:
    work = collect(catalog, [], mine)
    with pytest.raises(WorkspaceError, match="no such folder"):
        hand_in(work, "ada", NOW, exchange / "typo")
    put(exchange / "file", "x")
    with pytest.raises(WorkspaceError, match="not a folder"):
        hand_in(work, "ada", NOW, exchange / "file")
    put(exchange / "bob", "x")
    with pytest.raises(WorkspaceError, match="bob is a file, not a folder"):
        hand_in(work, "bob", NOW, exchange)
    with pytest.raises(WorkspaceError, match="cannot hand in to /proc"):
        hand_in(work, "ada", NOW, Path("/proc"))


@pytest.mark.parametrize(("shared", "folder", "file"), [(0o1777, 0o755, 0o644), (0o770, 0o750, 0o640)])
def test_who_may_read_the_exchange_may_read_what_is_handed_in(
    catalog: Catalog, mine: Path, exchange: Path, shared: int, folder: int, file: int
) -> None:
    exchange.chmod(shared)
    mask = os.umask(0o077)
    try:
        hand_in(collect(catalog, ["basics"], mine), "ada", NOW, exchange)
    finally:
        os.umask(mask)
    assert (exchange / "ada").stat().st_mode & 0o777 == folder
    assert (exchange / "ada/basics").stat().st_mode & 0o777 == folder
    for path in (exchange / "ada/basics").iterdir():
        assert path.stat().st_mode & 0o777 == file


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_a_folder_that_another_student_made_is_not_handed_in_to(catalog: Catalog, mine: Path, exchange: Path) -> None:
    (exchange / "ada").mkdir()
    os.chown(exchange / "ada", 12345, 12345)
    with pytest.raises(WorkspaceError, match="ada belongs to another user of this computer: tell your teacher"):
        hand_in(collect(catalog, [], mine), "ada", NOW, exchange)
    assert list((exchange / "ada").iterdir()) == []
    os.chown(exchange, 12345, 12345)
    hand_in(collect(catalog, [], mine), "ada", NOW, exchange)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_an_exchange_that_is_read_only_is_told(catalog: Catalog, mine: Path, exchange: Path) -> None:
    exchange.chmod(0o555)
    with pytest.raises(WorkspaceError, match="cannot hand in"):
        hand_in(collect(catalog, [], mine), "ada", NOW, exchange)


HAND_IN = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from course_cli.course.catalog import Catalog
from course_cli.errors import WorkspaceError
from course_cli.workspace.submit import collect
from course_cli.workspace.submit_exchange import hand_in, hand_in_zip
course, mine, exchange = map(Path, sys.argv[1:])
work = collect(Catalog.load(course), [], mine)
for put, place in ((hand_in, exchange), (hand_in_zip, exchange / "ada.zip")):
    try:
        put(work, "ada", datetime.now(timezone.utc), place)
    except WorkspaceError as error:
        print(error)
"""


def test_a_disk_that_is_full_leaves_the_earlier_one(
    tiny_course: Path, catalog: Catalog, mine: Path, exchange: Path
) -> None:
    hand_in(collect(catalog, [], mine), "ada", NOW, exchange)
    hand_in_zip(collect(catalog, [], mine), "ada", NOW, exchange / "ada.zip")
    before = {path: path.read_bytes() for path in exchange.rglob("*") if path.is_file()}
    put(mine / "shapes/helper.py", "#" * 5000)
    result = subprocess.run(
        [sys.executable, "-c", HAND_IN, str(tiny_course), str(mine), str(exchange)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout.count("cannot hand in to"), result.stderr) == (2, "")
    assert {path: path.read_bytes() for path in exchange.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in (exchange / "ada").iterdir()) == [".earlier", "basics", "shapes"]


# Into a zip


def test_the_zip_has_the_same_layout(catalog: Catalog, mine: Path, exchange: Path, tmp_path: Path) -> None:
    work = collect(catalog, [], mine)
    receipt = hand_in_zip(work, "张三", NOW, tmp_path / "work.zip")
    hand_in(work, "张三", NOW, exchange)
    with zipfile.ZipFile(tmp_path / "work.zip") as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == tree(exchange)
        assert {info.date_time for info in archive.infolist()} == {(2026, 10, 1, 12, 30, 14)}
    assert [entry.path for entry in receipt.entries] == sorted(tree(mine))


def test_only_the_zip_of_a_hand_in_is_replaced(catalog: Catalog, mine: Path, tmp_path: Path) -> None:
    place = tmp_path / "work.zip"
    work = collect(catalog, [], mine)
    hand_in_zip(work, "ada", NOW, place)
    hand_in_zip(collect(catalog, ["basics"], mine), "ada", NOW, place)
    assert sorted(zipfile.ZipFile(place).namelist()) == ["ada/basics/count.py", "ada/basics/timestamp.txt"]
    with zipfile.ZipFile(place, "a") as archive:
        archive.writestr("holiday.jpg", "x")
    before = place.read_bytes()
    for text in (None, "my thesis", ""):
        if text is not None:
            put(place, text)
            before = text.encode()
        with pytest.raises(WorkspaceError, match="no zip of a hand-in"):
            hand_in_zip(work, "ada", NOW, place)
        assert place.read_bytes() == before
    with pytest.raises(WorkspaceError, match="no such folder"):
        hand_in_zip(work, "ada", NOW, tmp_path / "nowhere/work.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(WorkspaceError, match="is a folder, not a file"):
        hand_in_zip(work, "ada", NOW, tmp_path / "folder")


# The receipt


def test_the_receipt_can_be_checked_with_sha256sum(catalog: Catalog, mine: Path, exchange: Path) -> None:
    receipt = hand_in(collect(catalog, [], mine), "ada", NOW, exchange)
    place = save(receipt, mine)
    assert place == ".course_cli/receipts/2026-10-01T123014.123456Z.json"
    kept = json.loads((mine / place).read_text())
    assert kept["submitted_at"] == "2026-10-01T12:30:14.123456+00:00"
    assert (kept["student"], kept["to"]) == ("ada", str(exchange))
    files = [file["path"] for file in kept["files"]]
    listed = subprocess.run(["sha256sum", *files], cwd=exchange / "ada", capture_output=True, check=True).stdout
    assert hashlib.sha256(listed).hexdigest() == kept["sha256"] == receipt.digest


def test_a_receipt_is_written_through_no_link(mine: Path, exchange: Path, tmp_path: Path) -> None:
    receipt = hand_in(Work({COUNT: b""}, frozenset()), "ada", NOW, exchange)
    (mine / ".course_cli").symlink_to(tmp_path)
    with pytest.raises(WorkspaceError, match="is a link"):
        save(receipt, mine)
