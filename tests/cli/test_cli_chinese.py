"""What a learner reads in Chinese has no English between it, in the places where it once had."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.jupyter.study import study_notebook
from course_cli.language import ENGLISH, speak
from course_cli.learner.hints import Ladder
from course_cli.learner.lesson import lesson_part
from course_cli.report.layout import width
from course_cli.report.listing import as_text

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

CATALOG = Catalog.load()


@pytest.fixture
def chinese() -> Iterator[None]:
    speak("zh", CATALOG.root)
    yield
    speak(ENGLISH, CATALOG.root)


def test_an_example_of_what_is_not_written(run_cli: RunCli) -> None:
    run_cli("fetch", "quadruple")
    assert "\n  还没有写\n  预期\n" in run_cli("--lang", "zh", "run", "quadruple").stdout


def test_the_section_that_an_exercise_goes_beyond(chinese: None) -> None:
    table = as_text(CATALOG).split("\n")
    (lenet,) = [line for line in table if line.startswith("  convolution/lenet")]
    (softmax,) = [line for line in table if line.startswith("  perceptron/softmax ")]
    assert "3.3.5 外" in lenet
    before = [line.partition(title)[0] for line, title in ((lenet, "LeNet"), (softmax, "按行"))]
    assert width(before[0]) == width(before[1])
    steps, _after = Ladder(CATALOG, CATALOG.get("convolution/lenet")).all(CATALOG.get("convolution/lenet").checks)
    assert steps[-1].title == "讲义：教材 3.3.5 节的延伸"


def test_no_space_in_a_hint_where_a_line_of_chinese_ended(chinese: None, tiny_course: Path) -> None:
    put(tiny_course / "exercises/shapes/README.zh.md", "### `double`\n\n每个元素都\n加倍：\n2 X 或\nX + X。\n")
    catalog = Catalog.load(tiny_course)
    (passage,) = lesson_part(catalog, catalog.get("shapes/double"))
    assert passage.text == "每个元素都加倍：2 X 或 X + X。"


PLACEHOLDERS = re.compile(r"\b(?:OPTIONS|ARGS|COMMAND|DIR|FILE|PATH|PLACE|TIME|TEXT|LANGUAGE|INTEGER|DAYS|ADDRESS)\b")


@pytest.mark.parametrize("command", ["grade", "fetch", "deadlines", "dev", "dev mutate", "nbgrader autograde"])
def test_what_stands_for_a_value_in_help_is_chinese_too(run_cli: RunCli, command: str) -> None:
    shown = run_cli("--lang", "zh", *command.split(), "--help").stdout
    assert "[选项]" in shown
    assert not PLACEHOLDERS.findall(shown)
    wrong = run_cli("--lang", "zh", *command.split(), "--no-such-option").stderr
    assert "[选项]" in wrong
    assert "[OPTIONS]" in run_cli(*command.split(), "--help").stdout


def test_the_captions_of_a_notebook(chinese: None) -> None:
    cells = nbformat.reads(study_notebook(CATALOG, "convolution").decode(), as_version=4).cells  # type: ignore[no-untyped-call]
    captions = [cell.source for cell in cells if cell.cell_type == "markdown"]
    assert "points" not in "".join(captions)
    assert any("*一张图像与一个卷积核的互相关：17 分，教材 3.3.1 节。*" in text for text in captions)
    assert any("*LeNet 学习识别数字：21 分，教材 3.3.5 节的延伸。*" in text for text in captions)


def test_fetch_names_what_is_in_the_learners_language(run_cli: RunCli) -> None:
    assert "shapes/README.zh.md" in run_cli("--lang", "zh", "fetch", "double").stderr
    assert "README" not in run_cli("fetch", "double", "--into", "there").stderr


def test_a_kit_made_in_chinese_has_notebooks_in_chinese(run_cli: RunCli, tmp_path: Path) -> None:
    for language, lesson in {"zh": "# 形状", "en": "# Shapes"}.items():
        run_cli("--lang", language, "release", "shapes", "--out", f"kit-{language}")
        notebook = json.loads((tmp_path / "here" / f"kit-{language}/shapes/shapes.ipynb").read_text(encoding="utf-8"))
        assert "".join(notebook["cells"][0]["source"]) == lesson
