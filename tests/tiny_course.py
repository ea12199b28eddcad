"""A course of two chapters and three exercises, written afresh for each test that needs one."""

from __future__ import annotations

from pathlib import Path

from course_cli.course.stubs import make_stub

DOUBLE = '''"""Doubling a tensor.

Text: 2.1
Order: 1
Needs: -
"""

import torch
from torch import Tensor


def double(X: Tensor) -> Tensor:
    """Twice X.

    Args:
        X: any shape.

    Returns:
        Twice X, same shape as X.

    >>> double(torch.tensor([1.0, 2.0]))
    tensor([2., 4.])
    """
    ### BEGIN SOLUTION
    return 2 * X
    ### END SOLUTION
'''

QUADRUPLE = '''"""Quadrupling a tensor.

Text: 2.10
Order: 2
Needs: double
"""

import torch
from torch import Tensor

### BEGIN SOLUTION
from shapes.double import double
### END SOLUTION


def quadruple(X: Tensor) -> Tensor:
    """Four times X.

    Args:
        X: any shape.

    Returns:
        Four times X, same shape as X.

    >>> quadruple(torch.tensor([1.0]))
    tensor([4.])
    """
    ### BEGIN SOLUTION
    return double(double(X))
    ### END SOLUTION
'''

COUNT = '''"""Counting the entries.

Text: 1.2
Order: 1
Needs: -
"""

import torch
from torch import Tensor


def count(X: Tensor) -> int:
    """How many entries X has.

    >>> count(torch.zeros(2, 3))
    6
    """
    ### BEGIN SOLUTION
    return X.numel()
    ### END SOLUTION
'''

TEST_DOUBLE = '''"""Checks for `double`."""

import torch

from course_cli.grading import assert_close


from course_cli.grading import points


@points(2, hint="What is 2 times X?")
def test_values(student, inputs):
    """every entry is doubled"""
    X = inputs.normal(3, 2)
    assert_close(student.double(X), 2 * X)


@points(1, needs="values", hint="Do not reshape X.")
def test_empty(student):
    """nothing doubled is nothing"""
    assert_close(student.double(torch.zeros(0)), torch.zeros(0))


@points(1, hint="X keeps its dtype when it is multiplied by a whole number.")
def test_dtype(student):
    """float64 stays float64"""
    assert_close(student.double(torch.zeros(2, dtype=torch.float64)), torch.zeros(2, dtype=torch.float64))
'''

TEST_QUADRUPLE = '''"""Checks for `quadruple`."""

from course_cli.grading import assert_close, points


@points(3, hint="Double it twice.")
def test_values(student, inputs):
    """every entry is quadrupled"""
    X = inputs.normal(4)
    assert_close(student.quadruple(X), 4 * X)
'''

TEST_COUNT = '''"""Checks for `count`."""

import torch

from course_cli.grading import assert_equal, points


@points(1.5, hint="Tensors know how many entries they have.")
def test_entries(student):
    """a tensor of 2 rows and 3 columns has 6 entries"""
    assert_equal(student.count(torch.zeros(2, 3)), 6)
'''

MUTANT_DOUBLE = '''"""Triples in place of doubling.

Fails: values
"""

import torch
from torch import Tensor


def double(X: Tensor) -> Tensor:
    return 3 * X
'''

MUTANT_DOUBLE_DTYPE = '''"""Always answers in float32.

Fails: dtype
"""

from torch import Tensor


def double(X: Tensor) -> Tensor:
    return 2 * X.float()
'''

MUTANT_QUADRUPLE = '''"""Doubles once.

Fails: values
"""

from torch import Tensor


def quadruple(X: Tensor) -> Tensor:
    return 2 * X
'''

MUTANT_COUNT = '''"""Counts the rows.

Fails: entries
"""


def count(X):
    return len(X)
'''

ALTERNATIVE_DOUBLE = '''"""Adds."""


def double(X):
    return X + X
'''

SOLUTIONS = {"shapes/double": DOUBLE, "shapes/quadruple": QUADRUPLE, "basics/count": COUNT}
GRADERS = {"shapes/double": TEST_DOUBLE, "shapes/quadruple": TEST_QUADRUPLE, "basics/count": TEST_COUNT}
TRIALS = {
    "mutants/shapes/double/triple": MUTANT_DOUBLE,
    "mutants/shapes/double/float32": MUTANT_DOUBLE_DTYPE,
    "mutants/shapes/quadruple/once": MUTANT_QUADRUPLE,
    "mutants/basics/count/rows": MUTANT_COUNT,
    "alternatives/shapes/double/sum": ALTERNATIVE_DOUBLE,
}


def write(root: Path) -> Path:
    """Write the course into `root`, stubs included, and return it."""
    for id_, text in SOLUTIONS.items():
        put(root / "solutions" / f"{id_}.py", text)
        put(root / "exercises" / f"{id_}.py", make_stub(text))
    for id_, text in GRADERS.items():
        chapter, name = id_.split("/")
        put(root / "graders" / chapter / f"test_{name}.py", text)
    for place, text in TRIALS.items():
        put(root / "tests" / f"{place}.py", text)
    put(root / "exercises" / "shapes" / "README.md", "# Shapes\n")
    put(root / "exercises" / "shapes" / "README.zh.md", "# 形状\n")
    put(root / "exercises" / "shapes" / "figures" / "square.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>\n")
    return root


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
