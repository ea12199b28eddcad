"""Translations ask for the values that their texts have, and whatever is marked is found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from course_cli.course.catalog import Catalog
from course_cli.course.translation import catalogs

PACKAGE = Path(__file__).resolve().parents[2] / "course_cli"
LANGUAGES = sorted(path.name for path in (PACKAGE / "locale").iterdir())


def fields(text: str) -> set[tuple[str, str | None, str | None]] | None:
    """The values that `text.format` is to be given, and how it writes them; None where it is no format."""
    position = count()
    try:
        found = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    if any('"' in name for name, _, _ in found):  # a dict in a contract
        return None
    return {(name or str(next(position)), spec, conversion) for name, spec, conversion in found}


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a translation, with the form of the text that stands for many."""
    original = message.id if isinstance(message.id, str) else message.id[-1]
    for form in (message.string,) if isinstance(message.string, str) else message.string:
        if original and form:
            yield original, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_given_the_values_that_its_text_is(language: str) -> None:
    different = [
        (path.name, original, form)
        for path, texts in catalogs(Catalog.load(), language).items()
        for message in texts
        for original, form in forms(message)
        if fields(original) != fields(form)
    ]
    assert different == []


def test_no_text_is_marked_where_the_extraction_does_not_look() -> None:
    """Python before 3.12 has no tokens within an f-string, and a text in a variable is not written there."""
    unseen: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        for node in ast.walk(tree):
            within = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            unseen += [f"{path.name}:{call.lineno}" for call in within if marks(call)]
            if isinstance(node, ast.Call) and called(node) == "counted":
                if not all(isinstance(form, ast.Constant) for form in node.args[:2]):
                    unseen.append(f"{path.name}:{node.lineno}")
    assert unseen == []


def marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) in ("_", "marked") and isinstance(node.args[0], ast.Constant)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""
