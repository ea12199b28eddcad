"""The shipped course is sound, exercise by exercise, and nothing lies about in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from course_cli.course.catalog import Catalog, read_text
from course_cli.course.orphans import find_orphans
from course_cli.course.soundness import examine
from course_cli.course.trials import alternatives, mutants
from course_cli.grading.client import Engine

CATALOG = Catalog.load()
EXERCISES = {exercise.id: exercise for exercise in CATALOG.exercises}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(CATALOG, names_mistakes=False) as engine:
        yield engine


@pytest.mark.parametrize("id_", EXERCISES)
def test_it_is_sound(id_: str, engine: Engine) -> None:
    result = examine(CATALOG, EXERCISES[id_], engine)
    assert result.problems == ()
    assert result.mutants >= 3
    assert result.alternatives >= 2


def test_no_file_belongs_to_nothing() -> None:
    assert list(find_orphans(CATALOG.root)) == []


@pytest.mark.parametrize("id_", EXERCISES)
def test_every_trial_is_another(id_: str) -> None:
    trials = [*mutants(CATALOG.root, EXERCISES[id_]), *alternatives(CATALOG.root, EXERCISES[id_])]
    assert len({trial.data for trial in trials}) == len(trials)


@pytest.mark.parametrize("chapter", CATALOG.chapters)
def test_every_chapter_has_its_lesson_in_both_languages(chapter: str) -> None:
    folder = CATALOG.root / "exercises" / chapter
    for name in ("README.md", "README.zh.md"):
        lesson = read_text(folder / name)
        unmentioned = [e.name for e in CATALOG.resolve([chapter]) if e.name not in lesson]
        assert unmentioned == []
        other = name.replace("README", "").replace(".md", ".svg")  # the same picture, its words in that language
        for figure in {path.name.removesuffix(".zh.svg").removesuffix(".svg") for path in folder.glob("figures/*")}:
            assert f"figures/{figure}.svg" in lesson or f"figures/{figure}{other}" in lesson
