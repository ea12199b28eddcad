"""The student kit: what is in it, what must not be, and where it may be put."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.course.release import build_kit
from course_cli.course.release_manifest import Entry, Kit, Manifest, collision, parse, path_problem
from course_cli.course.stubs import solution_lines
from course_cli.errors import UsageError, WorkspaceError
from course_cli.nbgrader.source import build_notebook
from course_cli.nbgrader.source_student import student_notebook
from course_cli.workspace.release import write_folder, write_zip

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOK = {"shapes/shapes.ipynb": b"{}\n"}


def kit_of(course: Path, *names: str, version: str = "1", due: Mapping[str, str] | None = None) -> Kit:
    catalog = Catalog.load(course)
    return build_kit(catalog, catalog.resolve(names or ["all"]), version=version, due=due)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def secrets(catalog: Catalog) -> set[str]:
    """Every line of an answer or a grader, and every hint, that a stub or a lesson does not show anyway."""
    found: set[str] = set()
    for exercise in catalog.exercises:
        assert exercise.solution_path
        assert exercise.grader_path
        text = exercise.solution_path.read_text(encoding="utf-8")
        numbers = solution_lines(text)
        found.update(line for number, line in enumerate(text.splitlines(), 1) if number in numbers)
        found.update(exercise.grader_path.read_text(encoding="utf-8").splitlines())
        found.update(check.hint for check in exercise.checks)
    content = catalog.root / "exercises"
    shown = "\n".join(path.read_text(encoding="utf-8") for path in content.rglob("*") if path.suffix in (".py", ".md"))
    return {line.strip() for line in found if len(line.strip()) > 12 and line.strip() not in shown}


def leaks(files: Mapping[str, bytes], catalog: Catalog) -> set[str]:
    text = "\n".join(data.decode("utf-8", "replace") for data in files.values())
    return {line for line in secrets(catalog) if line in text or json.dumps(line, ensure_ascii=False)[1:-1] in text}


def test_it_holds_stubs_lessons_figures_and_what_is_given_with_them(tiny_course: Path, tmp_path: Path) -> None:
    catalog = Catalog.load(tiny_course)
    due = {"shapes": "2026-10-01T23:59:00+08:00"}
    kit = build_kit(catalog, catalog.resolve(["double"]), version="2026.1", notebooks=NOTEBOOK, due=due)
    assert write_folder(kit, tmp_path / "deep" / "kit") == "new"
    files = tree(tmp_path / "deep" / "kit")
    manifest = json.loads(files.pop("manifest.json"))
    lesson = {"shapes/README.md", "shapes/README.zh.md", "shapes/figures/square.svg"}
    assert set(files) == {"shapes/double.py", "shapes/shapes.ipynb", *lesson}
    assert manifest["files"] == [
        {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in sorted(files.items())
    ]
    assert (manifest["format"], manifest["course"], manifest["version"]) == (1, catalog.course, "2026.1")
    assert manifest["due"] == due
    assert files["shapes/double.py"] == (tiny_course / "exercises/shapes/double.py").read_bytes()


@pytest.mark.parametrize("course", ["tiny", "real"])
def test_no_answer_no_check_and_no_hint_is_in_it(tiny_course: Path, tmp_path: Path, course: str) -> None:
    catalog = Catalog.load(tiny_course if course == "tiny" else REPOSITORY)
    assert len(secrets(catalog)) > 5 * len(catalog.exercises)
    chapters = [[exercise for exercise in catalog.exercises if exercise.chapter == name] for name in catalog.chapters]
    notebooks = {f"{some[0].chapter}/notebook.ipynb": student_notebook(catalog, some) for some in chapters}
    kit = build_kit(catalog, catalog.exercises, version="1", notebooks=notebooks)
    write_folder(kit, tmp_path / "kit")
    write_zip(kit, tmp_path / "kit.zip")
    files = tree(tmp_path / "kit")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        zipped = {name: archive.read(name) for name in archive.namelist()}
    assert zipped == files
    assert leaks(files, catalog) == set()
    # The search itself finds what it looks for: a hint in a text, and answers in a teacher's notebook.
    hint = catalog.exercises[0].checks[0].hint
    assert leaks({"planted": f"x {hint} y".encode()}, catalog) == {hint}
    teachers = nbformat.writes(build_notebook(catalog, chapters[0]))
    assert leaks({"teachers": teachers.encode()}, catalog) > set()


def test_a_stub_that_someone_solved_is_not_released(tiny_course: Path) -> None:
    shutil.copy(tiny_course / "solutions/shapes/double.py", tiny_course / "exercises/shapes/double.py")
    with pytest.raises(UsageError, match="stub of shapes/double is stale"):
        kit_of(tiny_course)


def test_hidden_files_of_a_lesson_stay_at_home(tiny_course: Path) -> None:
    put(tiny_course / "exercises/shapes/figures/.DS_Store", "x")
    assert not [path for path in kit_of(tiny_course).files if ".DS" in path]


def test_the_same_course_makes_the_same_bytes(tiny_course: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_folder(kit_of(tiny_course), tmp_path / name)
        write_zip(kit_of(tiny_course), tmp_path / f"{name}.zip")
        os.utime(tiny_course / "exercises/shapes/double.py", (1, 1))
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_second_release_changes_nothing_and_a_newer_one_replaces(tiny_course: Path, tmp_path: Path) -> None:
    out, packed = tmp_path / "kit", tmp_path / "kit.zip"
    write_folder(kit_of(tiny_course), out)
    write_zip(kit_of(tiny_course), packed)
    before = {path: path.stat().st_mtime_ns for path in [*out.rglob("*"), packed]}
    assert write_folder(kit_of(tiny_course), out) == "unchanged"
    assert write_zip(kit_of(tiny_course), packed) == "unchanged"
    assert {path: path.stat().st_mtime_ns for path in [*out.rglob("*"), packed]} == before
    newer = kit_of(tiny_course, "double", version="2")
    assert write_folder(newer, out) == "updated"
    assert write_zip(newer, packed) == "updated"
    assert tree(out).keys() == {"manifest.json", *newer.files}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "kit", "kit.zip"]


def test_an_empty_folder_will_do_and_others_can_read_it(tiny_course: Path, tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    assert write_folder(kit_of(tiny_course), tmp_path / "kit") == "new"
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "kit").stat().st_mode & 0o777 == 0o777 & ~mask
    assert (tmp_path / "kit/manifest.json").stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("thesis.txt", "mine", "thesis.txt is no part of the kit"),
        ("shapes/double.py", "mended by hand", "double.py was changed since it was released"),
        ("manifest.json", "{}", "not a kit"),
        ("manifest.json", '{"kind": "course_cli kit", "format": 99}', "newer course_cli"),
    ],
)
def test_nothing_but_a_kit_is_replaced(tiny_course: Path, tmp_path: Path, path: str, text: str, reason: str) -> None:
    write_folder(kit_of(tiny_course), tmp_path / "kit")
    put(tmp_path / "kit" / path, text)
    before = tree(tmp_path)
    with pytest.raises(WorkspaceError, match=reason):
        write_folder(kit_of(tiny_course, version="2"), tmp_path / "kit")
    assert tree(tmp_path) == before


def test_a_folder_with_other_files_a_link_in_it_or_a_file_is_refused(tiny_course: Path, tmp_path: Path) -> None:
    put(tmp_path / "home/thesis.txt", "mine")
    with pytest.raises(WorkspaceError, match="holds files and is not a kit: release into a new folder"):
        write_folder(kit_of(tiny_course), tmp_path / "home")
    write_folder(kit_of(tiny_course), tmp_path / "kit")
    (tmp_path / "kit/link").symlink_to(tmp_path / "home")
    with pytest.raises(WorkspaceError, match="link is no part of the kit"):
        write_folder(kit_of(tiny_course, version="2"), tmp_path / "kit")
    with pytest.raises(WorkspaceError, match="not a folder"):
        write_folder(kit_of(tiny_course), tmp_path / "home/thesis.txt")
    with pytest.raises(WorkspaceError, match="is not the zip of a kit"):
        write_zip(kit_of(tiny_course), tmp_path / "home/thesis.txt")
    assert (tmp_path / "home/thesis.txt").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_told(tiny_course: Path) -> None:
    for write in (write_folder, write_zip):
        with pytest.raises(WorkspaceError, match="cannot write the kit /proc/"):
            write(kit_of(tiny_course), Path("/proc/nowhere/kit"))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"due": {"other": "x"}}, "no exercise of that chapter"),
        ({"due": {"shapes": "x\n"}}, "no readable 'due'"),
        ({"version": ""}, "no readable 'version'"),
        ({"version": "1\x1b[2J"}, "no readable 'version'"),
    ],
)
def test_what_no_one_could_fetch_is_not_released(tiny_course: Path, arguments: dict[str, object], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        kit_of(tiny_course, **arguments)  # type: ignore[arg-type]
    put(tiny_course / "exercises/shapes/figures/con.svg", "x")
    with pytest.raises(UsageError, match="is a device on some systems"):
        kit_of(tiny_course)


def test_a_manifest_reads_back() -> None:
    manifest = Manifest("课程", "1", (Entry.of("a/b.py", b"x"),), {"a": "2026-10-01T23:59 Europe/Berlin"})
    assert parse(manifest.encode()) == manifest


GOOD: dict[str, Any] = {"kind": "course_cli kit", "format": 1, "course": "c", "version": "1",
        "files": [{"path": "a/b.py", "size": 1, "sha256": "0" * 64}]}  # fmt: skip


BAD_PATHS = [
    "", "a", "/a/b", "a//b", "a/", "../a/b", "a/../b", "a/./b", "a/b/..", "C:/a/b", "a/C:b", "a\\b/c", "a/b\\..\\c",
    ".git/config", "a/.hidden", "a/__init__.py", "_a/b", "a/~b", "a/b.", "a/b ", "a/ b", "a/b\x00", "a/b\n",
    "a/\x1b[2J", "a/\u202eb", "a/con", "a/CON.py", "a/lpt1.txt", "a/nul .md", "a/e\u0301", "a/\udc80", "a-b/c", "1a/b",
    "a/" + "b" * 101, "a/" + "b/" * 120 + "c", "a/b/c/d/e/f/g", "a/b*", "a/b?", "a/b|c", "a/<b", 'a/"', "~/a",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD_PATHS, ids=ascii)
def test_a_path_that_could_do_harm_is_refused(path: str) -> None:
    assert path_problem(path)
    files = [*GOOD["files"], {"path": path, "size": 1, "sha256": "0" * 64}]
    with pytest.raises(UsageError, match="it lists"):
        parse(json.dumps({**GOOD, "files": files}).encode())


@pytest.mark.parametrize("path", ["a/double.py", "a/README.zh.md", "a/figures/x-1 (2).svg", "a/é.md", "a/console.py"])
def test_usual_paths_are_not(path: str) -> None:
    assert path_problem(path) == ""


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a/b", "a/b"], "one file on some systems"),
        (["a/b.py", "a/B.py"], "one file on some systems"),
        (["a/straße", "a/STRASSE"], "one file on some systems"),
        (["a/b", "A/c"], "folders 'A' and 'a'"),
        (["a/b/c", "a/b"], "as a file and as a folder"),
        (["a/b", "a/B/c"], "as a file and as a folder"),
    ],
)
def test_paths_that_collide_are_told(paths: list[str], message: str) -> None:
    assert message in collision(paths)
    assert collision(["a/b", "a/c", "b/b"]) == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "x"}, "not that of a course_cli kit"),
        ({"format": 2}, "made by a newer course_cli"),
        ({"format": True}, "no format that"),
        ({"format": "1"}, "no format that"),
        ({"files": []}, "lists no files"),
        ({"files": {}}, "lists no files"),
        ({"files": [3]}, "without a path"),
        ({"files": [{"path": "a/b.py", "size": -1, "sha256": "0" * 64}]}, "no size"),
        ({"files": [{"path": "a/b.py", "size": 1.5, "sha256": "0" * 64}]}, "no size"),
        ({"files": [{"path": "a/b.py", "size": True, "sha256": "0" * 64}]}, "no size"),
        ({"files": [{"path": "a/b.py", "size": 10**12, "sha256": "0" * 64}]}, "more than 16 MB"),
        ({"files": [{"path": "a/b.py", "size": 1, "sha256": "0" * 63}]}, "no SHA-256"),
        ({"files": [{"path": "a/b.py", "size": 1}]}, "no SHA-256"),
        ({"files": [{"path": f"a/{n}.md", "size": 16 << 20, "sha256": "0" * 64} for n in range(9)]}, "128 MB together"),
        ({"files": GOOD["files"] * 5001}, "more than 5000 files"),
        ({"course": None}, "no readable 'course'"),
        ({"version": "\x1b]0;x\x07"}, "no readable 'version'"),
        ({"due": [1]}, "due dates"),
        ({"due": {"a": 3}}, "no readable 'due'"),
    ],
)
def test_a_manifest_that_lies_is_refused(change: dict[str, object], reason: str) -> None:
    parse(json.dumps(GOOD).encode())
    with pytest.raises(UsageError, match=reason):
        parse(json.dumps({**GOOD, **change}).encode())


NO_MANIFESTS = [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format": 1' + b"0" * 5000 + b"}", b"<html>", b"null",
                b'{"kind": 1, "kind": 2}', b" " * ((4 << 20) + 1)]  # fmt: skip


@pytest.mark.parametrize("data", NO_MANIFESTS, ids=range(len(NO_MANIFESTS)))
def test_what_is_no_manifest_is_told(data: bytes) -> None:
    with pytest.raises(UsageError, match=r"manifest\.json"):
        parse(data)
