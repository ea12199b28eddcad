"""One engine on the real course, shared: what one submission does must not matter to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.report import ExerciseResult
from course_cli.grading.submission import Submission

GradeSoftmax = Callable[[str | bytes], ExerciseResult]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.fixture(scope="session")
def engine(catalog: Catalog) -> Iterator[Engine]:
    with Engine(catalog, [exercise.id for exercise in catalog.resolve(["perceptron"])]) as engine:
        yield engine


@pytest.fixture(scope="session")
def grade_softmax(engine: Engine) -> GradeSoftmax:
    """Grades a source text as the exercise perceptron/softmax."""

    def grade(source: str | bytes) -> ExerciseResult:
        content = source.encode() if isinstance(source, str) else source
        report = engine.grade(Submission("", {"perceptron/softmax.py": content}), ["perceptron/softmax"])
        assert report.isolation == "full"
        return report.exercises[0]

    return grade


@pytest.fixture(scope="session")
def right_softmax(catalog: Catalog) -> str:
    path = catalog.get("perceptron/softmax").solution_path
    assert isinstance(path, Path)
    return path.read_text(encoding="utf-8")
