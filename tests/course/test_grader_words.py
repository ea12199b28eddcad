"""A learner has the stub open: a grader uses its names for shapes and symbols, and does not say again what it says."""

from __future__ import annotations

import ast
import re

import pytest

from course_cli.course.catalog import Catalog, Exercise

SHAPE = re.compile(r"\((?:[a-z]\w*|\d+)(?:, (?:[a-z]\w*|\d+))*,?\)")
FOREIGN = re.compile("[ŷσλη]")


def told(exercise: Exercise) -> set[str]:
    """Every text of a grader that a learner can meet: titles, hints and messages."""
    assert exercise.grader_path
    tree = ast.parse(exercise.grader_path.read_bytes())
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    texts = {ast.get_docstring(test) or "" for test in tests}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in calls:
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        for value in values:
            parts = [value] if isinstance(value, ast.Constant) else getattr(value, "elts", [])
            texts |= {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return texts | {exercise.experiment}


def strangers(text: str, stub: str) -> list[str]:
    """The names in the shapes of a text, and the letters of the lesson's formulas, that the stub does not have."""
    names = {name for shape in SHAPE.findall(text) if "," in shape for name in re.findall(r"[a-z]\w*", shape)}
    return sorted(name for name in names | set(FOREIGN.findall(text)) if not re.search(rf"\b{name}\b", stub))


def said_again(hint: str, stub: str) -> bool:
    """Whether half of a hint, and six words of it in a row, stand in the stub."""
    words, text = (re.findall(r"\w+|[-=+*/<>^]", each.lower()) for each in (hint, stub))
    longest = max(6, (len(words) + 1) // 2)
    runs = {tuple(text[start : start + longest]) for start in range(len(text))}
    return any(tuple(words[start : start + longest]) in runs for start in range(len(words) - longest + 1))


@pytest.mark.parametrize("exercise", Catalog.load().exercises, ids=lambda exercise: exercise.id)
def test_a_grader_speaks_of_shapes_as_the_stub_does(exercise: Exercise) -> None:
    assert exercise.stub_path
    stub = exercise.stub_path.read_text(encoding="utf-8")
    found = {text: names for text in told(exercise) if (names := strangers(text, stub))}
    assert not found


@pytest.mark.parametrize("exercise", Catalog.load().exercises, ids=lambda exercise: exercise.id)
def test_no_hint_says_what_the_stub_says(exercise: Exercise) -> None:
    assert exercise.stub_path
    stub = exercise.stub_path.read_text(encoding="utf-8")
    assert exercise.experiment.count("?") > 0, "it asks what comes out, and does not say it"
    hints = [hint for check in exercise.checks for hint in check.hints]
    assert not [hint for hint in (*hints, exercise.experiment) if said_again(hint, stub)]


def test_a_hint_that_repeats_the_stub_is_found() -> None:
    stub = "A kernel of size k takes k - 1 rows away, so k - 1 rows are added in all."
    assert said_again("A kernel of size k takes k - 1 rows away; half of them come back.", stub)
    assert not said_again("How many rows does a kernel of 3 take away, and one of 5?", stub)


def test_what_the_stub_does_not_name_is_found() -> None:
    stub = "X: logits, shape (batch_size, num_classes)."
    assert strangers("along which axis of (n, q)?", stub) == ["n", "q"]
    assert strangers("a row of (batch_size, 1) is -ln ŷ", stub) == ["ŷ"]
    assert strangers("f(X) has shape (batch_size, num_classes)", stub) == []
