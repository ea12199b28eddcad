"""A stub in another language is the same code: its docstrings are cut into blocks and translated, nothing else."""

from __future__ import annotations

import ast
import doctest
from pathlib import Path

import pytest

from course_cli.course import docstrings
from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.language import ENGLISH, available, speak

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog.load()
LANGUAGES = [language for language in available() if language != ENGLISH]

STUB = '''"""Twice as much.

Text: 1.2
Order: 1
Needs: -
"""
def double(X):
    """Double each element.

    Y = 2 X
    Z = 4 X   (twice)

    Args:
        X: a tensor, shape (n,),
            of any dtype.
        copy: whether
            it is copied.

    Returns:
        Shape (n,). It is
        no view.

    >>> double(3)
    6
    """
    # YOUR CODE HERE
    raise NotImplementedError()
'''
BLOCKS = [
    "Twice as much.",
    "Double each element.",
    "Y = 2 X\nZ = 4 X   (twice)",
    "Args:",
    "X: a tensor, shape (n,),\n    of any dtype.",
    "copy: whether\n    it is copied.",
    "Returns:",
    "Shape (n,). It is\nno view.",
]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def code_of(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Expr(ast.Constant(""))
    return ast.dump(tree)


def examples_of(source: str) -> list[tuple[str, str]]:
    found = (ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return [(one.source, one.want) for text in found for one in doctest.DocTestParser().get_examples(text)]


def test_what_belongs_together_is_one_text() -> None:
    assert docstrings.texts(STUB) == BLOCKS


def test_each_text_is_put_back_where_it_was() -> None:
    longer = docstrings.with_docstrings(STUB, lambda text: text.upper() + "\n    MORE")
    assert "        X: A TENSOR, SHAPE (N,),\n            OF ANY DTYPE.\n            MORE\n        COPY: " in longer
    assert "Text: 1.2\nOrder: 1\nNeeds: -\n" in longer
    assert code_of(longer) == code_of(STUB)
    assert docstrings.with_docstrings(STUB, str) == STUB


def test_stubs_are_compared_without_what_they_say() -> None:
    other = docstrings.with_docstrings(STUB, lambda text: "another\nlanguage")
    assert docstrings.without_docstrings(other) == docstrings.without_docstrings(STUB)
    assert docstrings.without_docstrings(STUB.replace("raise NotImplementedError()", "return X")) != (
        docstrings.without_docstrings(STUB)
    )
    assert docstrings.without_docstrings("def f(:") == "def f(:"


def test_what_is_in_other_quotes_stays() -> None:
    assert docstrings.with_docstrings("'''One.'''\n", lambda _: "no") == "'''One.'''\n"


@pytest.mark.parametrize("exercise", CATALOG.exercises, ids=lambda exercise: exercise.id)
def test_a_translated_stub_is_the_same_code(exercise: Exercise, language: str, request: pytest.FixtureRequest) -> None:
    assert exercise.stub_path is not None
    english = read_text(exercise.stub_path)
    request.addfinalizer(lambda: speak(ENGLISH, ROOT))
    speak(language, ROOT)
    shown = docstrings.in_spoken_language(english)
    assert shown != english
    assert code_of(shown) == code_of(english)
    assert examples_of(shown) == examples_of(english)
