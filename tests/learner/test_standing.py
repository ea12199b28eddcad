"""What is next, what is worth another look, and when a grade is of what lies there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import tiny_course as tiny

from course_cli.course.catalog import Catalog
from course_cli.grading.submission import Submission
from course_cli.learner.progress import Mark, Progress, graded, hinted, solution_shown
from course_cli.learner.record import Digester, keeps_progress
from course_cli.learner.standing import (
    EDITED,
    GIVEN_UP,
    GONE,
    LOST,
    NEW_CHECKS,
    WITH_HINTS,
    Standing,
    following,
    standing_of,
)

Files = dict[str, bytes]


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


def answers(*ids: str) -> Files:
    return {f"{id_}.py": tiny.SOLUTIONS[id_].encode() for id_ in ids}


def after_grading(catalog: Catalog, files: Files, **scores: float) -> Progress:
    """The progress of someone whose exercises (by short name) were graded to these scores."""
    progress = Progress()
    digester = Digester(catalog)
    for name, score in scores.items():
        (exercise,) = catalog.resolve([name])
        digests = digester.of(exercise, Submission("", files))
        assert digests is not None
        mark = Mark(digests.work, digests.checks, score, exercise.points)
        progress = progress.with_entry(exercise.id, graded(progress.of(exercise), mark))
    return progress


def standing(catalog: Catalog, files: Files, progress: Progress) -> Standing:
    return standing_of(catalog, Submission("", files), progress)


def states(found: Standing) -> list[str]:
    return [one.state for one in found.exercises]


def next_of(found: Standing) -> str:
    return found.next.exercise.id if found.next is not None else ""


def test_a_beginner_is_sent_to_what_is_there(catalog: Catalog) -> None:
    nothing = standing(catalog, {}, Progress())
    assert states(nothing) == ["missing"] * 3
    assert next_of(nothing) == "basics/count"
    stub = (catalog.root / "exercises/shapes/double.py").read_bytes()
    fetched = standing(catalog, {"shapes/double.py": stub, **answers("shapes/quadruple")}, Progress())
    assert states(fetched) == ["missing", "untouched", "ungraded"]
    assert next_of(fetched) == "shapes/double"
    assert fetched.max_points == 8.5


def test_what_is_next_has_its_needs_met(catalog: Catalog) -> None:
    files = answers("shapes/double", "shapes/quadruple")
    # quadruple needs double, which has not passed: whoever edits both is sent to double, even after quadruple.
    assert next_of(standing(catalog, files, after_grading(catalog, files, quadruple=1))) == "shapes/double"
    assert next_of(standing(catalog, files, after_grading(catalog, files, double=4))) == "shapes/quadruple"
    begun = answers("shapes/double")
    assert next_of(standing(catalog, begun, after_grading(catalog, begun, double=4))) == "shapes/quadruple"
    both = after_grading(catalog, files, double=4, quadruple=3)
    assert next_of(standing(catalog, files, both)) == "basics/count"
    files |= answers("basics/count")
    assert standing(catalog, files, after_grading(catalog, files, double=4, quadruple=3, count=1.5)).next is None


def test_one_that_has_passed_leads_where_status_does(catalog: Catalog) -> None:
    """`watch` names what is next when an exercise has passed, and goes there with a key."""
    files = answers("basics/count", "shapes/double", "shapes/quadruple")
    for scores in ({"double": 4}, {"quadruple": 3}, {"quadruple": 3, "double": 4}, {"count": 1.5, "quadruple": 3}):
        found = standing(catalog, files, after_grading(catalog, files, **scores))
        for one in found.exercises:
            if one.done:
                assert following(found.exercises, leaving=one.exercise.id) == found.next


def test_turning_away_goes_on_and_comes_round(catalog: Catalog) -> None:
    files = answers("basics/count", "shapes/double", "shapes/quadruple")
    found = standing(catalog, files, after_grading(catalog, files, count=1, double=4, quadruple=1))
    assert next_of(found) == "basics/count"
    turns = {"basics/count": "shapes/quadruple", "shapes/quadruple": "basics/count"}
    for id_, expected in turns.items():
        chosen = following(found.exercises, leaving=id_)
        assert chosen is not None
        assert chosen.exercise.id == expected
    alone = standing(catalog, files, after_grading(catalog, files, count=1, double=4, quadruple=3))
    assert following(alone.exercises, leaving="basics/count") is None


def test_what_is_next_of_some_may_need_others(catalog: Catalog, tiny_course: Path) -> None:
    text = tiny.QUADRUPLE.replace("Needs: double", "Needs: basics/count")
    tiny.put(tiny_course / "solutions/shapes/quadruple.py", text)
    course = Catalog.load(tiny_course)
    files = answers("basics/count", "shapes/double", "shapes/quadruple")
    chapter = ("shapes/quadruple", "shapes/double")
    for count, expected in ((1.5, "shapes/quadruple"), (1, "shapes/double")):
        found = standing(course, files, after_grading(course, files, count=count, double=1))
        chosen = following([*reversed(found.exercises)], among=chapter)
        assert chosen is not None
        assert chosen.exercise.id == expected


def test_points_are_of_what_lies_there(catalog: Catalog) -> None:
    files = answers("shapes/double", "shapes/quadruple")
    progress = after_grading(catalog, files, double=4, quadruple=2)
    found = standing(catalog, files, progress)
    assert (states(found), found.points) == (["missing", "full", "partial"], 6)
    edited = {**files, "shapes/quadruple.py": files["shapes/quadruple.py"] + b"\n"}
    found = standing(catalog, edited, progress)
    assert (states(found), found.points) == (["missing", "full", "changed"], 4)
    assert found.chapters[1].stale_points == 2


def test_an_edit_of_what_is_imported_is_an_edit(catalog: Catalog) -> None:
    files = answers("shapes/double", "shapes/quadruple")
    progress = after_grading(catalog, files, double=4, quadruple=3)
    found = standing(catalog, {**files, "shapes/double.py": tiny.MUTANT_DOUBLE.encode()}, progress)
    assert states(found) == ["missing", "changed", "changed"]
    # What it does not import is not its business.
    found = standing(catalog, {**files, "shapes/own.py": b"x = 1\n"}, progress)
    assert states(found) == ["missing", "full", "full"]


def test_line_ends_are_no_edit(catalog: Catalog) -> None:
    files = answers("shapes/double", "shapes/quadruple")
    progress = after_grading(catalog, files, double=4, quadruple=3)
    found = standing(catalog, {path: data.replace(b"\n", b"\r\n") for path, data in files.items()}, progress)
    assert states(found) == ["missing", "full", "full"]


def test_what_is_worth_another_look(catalog: Catalog, tiny_course: Path) -> None:
    files = answers("shapes/double")
    (double,) = catalog.resolve(["double"])
    full = after_grading(catalog, files, double=4)

    def reason(files: Files, progress: Progress, course: Catalog = catalog) -> str:
        (why,) = [one.revisit for one in standing(course, files, progress).exercises if one.exercise.id == double.id]
        return why

    assert reason(files, full) == ""
    assert reason({"shapes/double.py": b"x"}, full) == EDITED
    assert reason({}, full) == GONE
    stub = (tiny_course / "exercises/shapes/double.py").read_bytes()
    assert reason({"shapes/double.py": stub}, full) == LOST
    lower = full.of(double).mark
    assert lower is not None
    lost = graded(full.of(double), Mark(lower.work, lower.checks, 1, 4, ("values",)))
    assert reason(files, full.with_entry(double.id, lost)) == LOST
    helped = full.with_entry(double.id, hinted(full.of(double), {"values": 1}))
    assert reason(files, helped) == WITH_HINTS
    given_up = solution_shown(full.of(double), passed=False)
    assert reason(files, full.with_entry(double.id, given_up)) == GIVEN_UP
    assert solution_shown(given_up, passed=True) == given_up
    tiny.put(tiny_course / "graders/shapes/test_double.py", tiny.TEST_DOUBLE + "\n# more\n")
    assert reason(files, full, Catalog.load(tiny_course)) == NEW_CHECKS


def test_a_score_above_the_points_of_the_exercise_counts_for_no_more(catalog: Catalog) -> None:
    files = answers("shapes/double")
    assert standing(catalog, files, after_grading(catalog, files, double=1000)).points == 4


def test_a_copy_without_checks_tells_what_it_can(catalog: Catalog, tiny_course: Path) -> None:
    files = answers("shapes/double")
    progress = after_grading(catalog, files, double=4)
    shutil.rmtree(tiny_course / "graders")
    found = standing(Catalog.load(tiny_course), files, progress)
    assert (states(found), found.max_points, found.revisit) == (["missing", "ungraded", "missing"], 0, ())


def test_the_courses_own_folders_are_no_workspaces(catalog: Catalog, tmp_path: Path) -> None:
    assert not keeps_progress(catalog.root / "solutions", catalog)
    assert not keeps_progress(catalog.root / "exercises", catalog)
    assert keeps_progress(tmp_path, catalog)
