"""Where the files of a Gradescope upload go: side by side, in folders, in a repository, and what is left out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tiny_course import COUNT, DOUBLE, put

from course_cli.cli.exporting.gradescope.uploaded import MAX_ENTRIES, arrange, read_upload
from course_cli.course.catalog import Catalog


def test_a_helper_of_ones_own_goes_with_the_only_chapter(installation: Path) -> None:
    catalog = Catalog.load(installation)
    found = {"double.py": b"from shapes.twice import twice", "twice.py": b"t"}
    shapes = catalog.resolve(["shapes"])
    assert arrange(found, catalog, shapes).files == {"shapes/double.py": found["double.py"], "shapes/twice.py": b"t"}
    both = arrange(found, catalog, catalog.exercises)
    assert list(both.files) == ["shapes/double.py"]
    assert both.notes == ("twice.py was not read: no exercise is called so",)


def test_links_and_crowds_in_an_upload(installation: Path, tmp_path: Path) -> None:
    catalog = Catalog.load(installation)
    folder = tmp_path / "submission"
    put(folder / "count.py", COUNT)
    (folder / "double.py").symlink_to(installation / "solutions/shapes/double.py")
    (folder / "shapes").symlink_to(installation / "solutions/shapes")
    os.mkfifo(folder / "quadruple.py")
    put(folder / ".git/double.py", DOUBLE)
    upload = read_upload(folder, catalog, catalog.exercises)
    assert list(upload.files) == ["basics/count.py"]
    assert any(note.startswith("double.py is a link") for note in upload.notes)
    assert any(note.startswith("quadruple.py is a device or pipe") for note in upload.notes)
    for number in range(MAX_ENTRIES):
        (folder / f"data-{number}").touch()
    upload = read_upload(folder, catalog, catalog.exercises)
    assert list(upload.files) == ["basics/count.py"]
    assert any("only the first" in note for note in upload.notes)


def test_of_two_files_for_one_place_the_one_in_its_folder_is_taken(installation: Path) -> None:
    catalog = Catalog.load(installation)
    found = {"double.py": b"1", "shapes/double.py": b"2", "old/double.py": b"2"}
    upload = arrange(found, catalog, catalog.exercises)
    assert upload.files == {"shapes/double.py": b"2"}
    assert upload.notes == ("double.py was not read: shapes/double.py was taken as shapes/double.py",)
    assert arrange({"week/double.py": b"1"}, catalog, catalog.exercises).notes == (
        "week/double.py was taken as shapes/double.py",
    )


def test_a_name_that_two_chapters_have_needs_a_folder(tiny_course: Path) -> None:
    for folder in ("exercises", "solutions"):
        shutil.copy(tiny_course / folder / "shapes/double.py", tiny_course / folder / "basics/double.py")
    shutil.copy(tiny_course / "graders/shapes/test_double.py", tiny_course / "graders/basics/test_double.py")
    catalog = Catalog.load(tiny_course)
    upload = arrange({"double.py": b"1", "x.ipynb": b"{}"}, catalog, catalog.exercises)
    assert not upload.files
    assert "double.py was not read: put it into a folder called basics or shapes" in upload.notes
    assert arrange({"double.py": b"1"}, catalog, catalog.resolve(["shapes"])).files == {"shapes/double.py": b"1"}
