"""What an author is told of a grader that cannot be used: what is wrong with it, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tiny_course import TEST_DOUBLE, put

from course_cli.course.catalog import Catalog
from course_cli.errors import GraderError
from course_cli.grading.client import Engine
from course_cli.grading.submission import Submission

ID = "shapes/double"
NOTHING = "def double(X): return 2 * X\n"


def grade(root: Path) -> float:
    catalog = Catalog.load(root)
    with Engine(catalog, [ID]) as engine:
        return engine.grade(Submission("", {"shapes/double.py": NOTHING.encode()}), [ID]).score


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("import torch\n", "import torhc\n", "No module named 'torhc'"),
        ("import points\n", "import points, Rules\nRULES = Rules(refuze=())\n", "unexpected keyword argument 'refuze'"),
        ("import points\n", "import points, Rules\nRULES = Rules(refuse=('gelu',))\n", "no family 'gelu'; there are "),
        ("import points\n", "import points, Rules\nRULES = Rules(refuse='softmax')\n", r"refuse=\('softmax',\)"),
        ("import points\n", "import points, Rules\nRULES = Rules(call_seconds=0)\n", "have to be positive"),
        ("import points\n", "import points, Rules\nRULES = Rules(library='jax')\n", "library='jax' is none of torch"),
        ('needs="values"', 'needs="valeus"', "empty needs valeus, no check before it"),
        ('needs="values"', 'needs="dtype"', "empty needs dtype, no check before it"),
        ("def test_values(student, inputs):", "def test_values(student, inputs)", r"expected ':' \(line 12\)"),
    ],
)
def test_the_mistake_is_named(tiny_course: Path, old: str, new: str, told: str) -> None:
    assert old in TEST_DOUBLE
    put(tiny_course / "graders/shapes/test_double.py", TEST_DOUBLE.replace(old, new, 1))
    with pytest.raises(GraderError, match=told) as raised:
        grade(tiny_course)
    assert "engine.py" not in str(raised.value)


def test_a_course_may_be_named_from_where_one_is(tiny_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny_course)
    assert grade(Path(os.curdir)) == 4
