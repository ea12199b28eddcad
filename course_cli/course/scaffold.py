"""The files that a new exercise starts from: small, sound, and marked TODO where an author's words belong."""

from __future__ import annotations

import keyword
from string import Template
from typing import Final

from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.language import translated as _

TODO: Final = "TODO"

_SOLUTION: Final = Template('''"""$todo: what is learnt here.

Text: $section
Order: $order
Needs: -
"""
$imports


def $name(X: $array) -> $array:
    """$todo: what comes out, with the formula.

    $name(X)[i, j] = 2 X[i, j]

    Args:
        X: $todo: what it is, shape (n, d), any float dtype.

    Returns:
        $todo: what it is, same shape and dtype as X.

    >>> $name($make([[1.0, 2.0]]))
    $shown
    """
    ### BEGIN SOLUTION
    return X * 2
    ### END SOLUTION
''')
_GRADER: Final = Template('''"""Checks for `$name`."""

from course_cli.grading import Rules, assert_close, assert_unchanged, points

RULES = Rules(library="$library")
EXPERIMENT = "$todo: small numbers to try out, and what to watch?"


@points(2, hint="$todo: a question that leads on, not the answer.")
def test_values(student, inputs):
    """$todo: what holds, such as: every entry is doubled"""
    X = $draw
    assert_close(student.$name(X), 2 * X)


@points(1, needs="values", hint="$todo: what a learner who loses this point should think about.")
def test_argument_unchanged(student, inputs):
    """the argument stays as it was"""
    assert_unchanged(student.$name, $draw)
''')
_MUTANT: Final = Template('''"""$todo: what is wrong with this answer, as its learner should read it.

Fails: values
"""


def $name(X):
    return X
''')
_LIBRARIES: Final = {
    "torch": {
        "imports": "import torch\nfrom torch import Tensor",
        "array": "Tensor",
        "make": "torch.tensor",
        "shown": "tensor([[2., 4.]])",
        "draw": "inputs.normal(3, 2)",
    },
    "numpy": {
        "imports": "import numpy as np",
        "array": "np.ndarray",
        "make": "np.array",
        "shown": "array([[2., 4.]])",
        "draw": "inputs.numpy.normal(size=(3, 2))",
    },
}


def scaffold(catalog: Catalog, id_: str, library: str, section: str) -> dict[str, str]:
    """The texts of a new exercise by their place in the course's folder.

    Args:
        id_: `<chapter>/<name>`, both names of Python modules.
        library: "torch" or "numpy".

    Raises:
        UsageError: the id is not one, or is taken.
    """
    chapter, _slash, name = id_.partition("/")
    for part in (chapter, name):
        if not part.isidentifier() or keyword.iskeyword(part) or part.startswith("_"):
            raise UsageError(
                _("{!r} is no id of an exercise: <chapter>/<name>, both names of Python modules").format(id_)
            )
    if name in catalog.chapters or id_ in [exercise.id for exercise in catalog.exercises]:
        raise UsageError(_("{} is taken: an exercise or a chapter has this name").format(id_))
    order = 1 + max((exercise.order for exercise in catalog.exercises if exercise.chapter == chapter), default=0)
    values = {
        **_LIBRARIES[library],
        "todo": TODO,
        "name": name,
        "library": library,
        "order": order,
        "section": section or "-",
    }
    return {
        f"solutions/{chapter}/{name}.py": _SOLUTION.substitute(values),
        f"graders/{chapter}/test_{name}.py": _GRADER.substitute(values),
        f"tests/mutants/{chapter}/{name}/unchanged.py": _MUTANT.substitute(values),
    }
