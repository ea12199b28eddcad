"""Files that belong to nothing."""

from __future__ import annotations

from pathlib import Path

from tiny_course import put

from course_cli.course.orphans import find_orphans


def test_a_whole_course_has_none(tiny_course: Path) -> None:
    assert find_orphans(tiny_course) == []


def test_each_kind_is_found(tiny_course: Path) -> None:
    put(tiny_course / "solutions/basics/a.py", "")
    put(tiny_course / "graders/basics/test_b.py", "")
    put(tiny_course / "graders/basics/c.py", "")
    put(tiny_course / "exercises/basics/d.py", "")
    put(tiny_course / "tests/mutants/shapes/e/x.py", "")
    put(tiny_course / "tests/mutants/shapes/loose.py", "")
    put(tiny_course / "tests/alternatives/shapes/not-a-name/x.py", "")
    put(tiny_course / "tests/mutants/basics/count/deeper/x.py", "")
    assert sorted(find_orphans(tiny_course)) == [
        "exercises/basics/d.py has no solution",
        "graders/basics/c.py is no grader: its name does not start with test_",
        "graders/basics/test_b.py has no solution",
        "solutions/basics/a.py has no grader",
        "tests/alternatives/shapes/not-a-name/ belongs to no exercise",
        "tests/mutants/basics/count/deeper/ belongs to no exercise",
        "tests/mutants/shapes/ belongs to no exercise",
        "tests/mutants/shapes/e/ belongs to no exercise",
    ]
    assert len(find_orphans(tiny_course, {"shapes"})) == 3
