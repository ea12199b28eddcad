"""The catalog: what the folders hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.course.place import default_root
from course_cli.errors import EngineFault, UnknownExercise


def ids(catalog: Catalog, *names: str) -> list[str]:
    return [exercise.id for exercise in catalog.resolve(names)]


def test_exercises_come_in_the_order_of_the_text(tiny_course: Path) -> None:
    catalog = Catalog.load(tiny_course)
    assert [exercise.id for exercise in catalog.exercises] == ["basics/count", "shapes/double", "shapes/quadruple"]
    assert catalog.chapters == ("basics", "shapes")


def test_an_exercise_knows_its_files_and_its_header(tiny_course: Path) -> None:
    quadruple = Catalog.load(tiny_course).get("shapes/quadruple")
    assert (quadruple.title, quadruple.section, quadruple.needs) == ("Quadrupling a tensor", "2.10", ("double",))
    assert quadruple.stub_path == tiny_course / "exercises/shapes/quadruple.py"
    assert quadruple.solution_path == tiny_course / "solutions/shapes/quadruple.py"
    assert quadruple.grader_path == tiny_course / "graders/shapes/test_quadruple.py"
    assert quadruple.file == "shapes/quadruple.py"
    assert quadruple.points == 3.0
    assert quadruple.library == "torch"


def test_a_student_kit_has_neither_solutions_nor_graders(tiny_course: Path) -> None:
    shutil.rmtree(tiny_course / "solutions")
    shutil.rmtree(tiny_course / "graders")
    catalog = Catalog.load(tiny_course)
    double = catalog.get("shapes/double")
    assert len(catalog.exercises) == 3
    assert (double.solution_path, double.grader_path, double.checks, double.points) == (None, None, (), 0)
    assert double.title == "Doubling a tensor"
    assert double.library == "torch"


def test_a_stub_without_imports_of_torch_is_numpy_in_a_kit(tiny_course: Path) -> None:
    put(tiny_course / "exercises/shapes/double.py", '"""T."""\nimport numpy as np\n')
    shutil.rmtree(tiny_course / "solutions")
    shutil.rmtree(tiny_course / "graders")
    assert Catalog.load(tiny_course).get("shapes/double").library == "numpy"


def test_what_is_no_exercise_is_not_taken_for_one(tiny_course: Path) -> None:
    put(tiny_course / "solutions/shapes/not-a-module.py", "")
    put(tiny_course / "solutions/shapes/__init__.py", "")
    put(tiny_course / "solutions/__pycache__/x.py", "")
    put(tiny_course / "solutions/my-chapter/x.py", "")
    assert len(Catalog.load(tiny_course).exercises) == 3


def test_a_broken_header_does_not_hide_the_rest(tiny_course: Path) -> None:
    put(tiny_course / "solutions/shapes/double.py", "def f(:\n")
    catalog = Catalog.load(tiny_course)
    assert len(catalog.exercises) == 3
    assert catalog.get("shapes/double").title == "double"


def test_names_stand_for_exercises(tiny_course: Path) -> None:
    catalog = Catalog.load(tiny_course)
    assert ids(catalog, "double") == ["shapes/double"]
    assert ids(catalog, "shapes/double") == ["shapes/double"]
    assert ids(catalog, "shapes") == ["shapes/double", "shapes/quadruple"]
    assert ids(catalog, "quadruple", "shapes") == ["shapes/quadruple", "shapes/double"]
    assert ids(catalog, "all") == ["basics/count", "shapes/double", "shapes/quadruple"]
    assert ids(catalog, "shapes/", "./shapes/double.py", "double.py") == ["shapes/double", "shapes/quadruple"]
    assert ids(catalog) == []


def test_a_chapter_comes_before_an_exercise_of_its_name(tiny_course: Path) -> None:
    put(tiny_course / "solutions/shapes/shapes.py", '"""T."""\n')
    catalog = Catalog.load(tiny_course)
    assert len(catalog.resolve(["shapes"])) == 3
    assert ids(catalog, "shapes/shapes") == ["shapes/shapes"]


def test_a_short_name_of_two_exercises_has_to_be_made_plain(tiny_course: Path) -> None:
    put(tiny_course / "solutions/basics/double.py", '"""T."""\n')
    with pytest.raises(UnknownExercise, match="basics/double or shapes/double: say which"):
        Catalog.load(tiny_course).resolve(["double"])


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("doubel", "Did you mean shapes/double"),
        ("shape", "Did you mean shapes"),
        ("shapes/quadrupel", "Did you mean shapes/quadruple"),
        ("zzz", "`course_cli list` shows them all"),
        ("", "`course_cli list` shows them all"),
        ("../../etc/passwd", "`course_cli list` shows them all"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(tiny_course: Path, name: str, suggestion: str) -> None:
    with pytest.raises(UnknownExercise, match=suggestion):
        Catalog.load(tiny_course).resolve([name])


def test_a_hostile_name_is_shown_harmless_and_short(tiny_course: Path) -> None:
    with pytest.raises(UnknownExercise) as caught:
        Catalog.load(tiny_course).resolve(["\x1b[31m" + "x" * 10_000])
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_folder_without_a_course_is_our_fault(tmp_path: Path) -> None:
    with pytest.raises(EngineFault, match="incomplete"):
        Catalog.load(tmp_path)


def test_the_default_course_is_the_one_that_came_with_the_package() -> None:
    assert (default_root() / "exercises").is_dir()
