"""Stubs: the solution's text without its answers."""

from __future__ import annotations

import pytest

from course_cli.course.stubs import make_stub

FUNCTION = '''"""Title.

Text: -
"""
import math


def area(r: float) -> float:
    """Of a circle."""
    ### BEGIN SOLUTION
    square = r * r
    return math.pi * square
    ### END SOLUTION
'''


def test_a_region_in_a_function_becomes_a_placeholder_that_raises() -> None:
    assert (
        make_stub(FUNCTION)
        == '''"""Title.

Text: -
"""
import math


def area(r: float) -> float:
    """Of a circle."""
    # YOUR CODE HERE
    raise NotImplementedError()
'''
    )


def test_a_region_at_module_or_class_level_is_only_a_comment() -> None:
    stub = make_stub(
        "### BEGIN SOLUTION\nimport os\n\n\ndef helper():\n    return os\n### END SOLUTION\n\n\n"
        "class A:\n    x = 1\n    ### BEGIN SOLUTION\n    def helper(self):\n        return 1\n    ### END SOLUTION\n\n"
        "    def f(self):\n        def g():\n            ### BEGIN SOLUTION\n            return 1\n"
        "            ### END SOLUTION\n        return g\n"
    )
    assert stub == (
        "# YOUR CODE HERE\n\n\nclass A:\n    x = 1\n    # YOUR CODE HERE\n\n"
        "    def f(self):\n        def g():\n            # YOUR CODE HERE\n            raise NotImplementedError()\n"
        "        return g\n"
    )


def test_a_region_after_a_function_is_not_inside_it() -> None:
    stub = make_stub("def f():\n    return 1\n\n\n### BEGIN SOLUTION\nhelper = f\n### END SOLUTION\n")
    assert stub == "def f():\n    return 1\n\n\n# YOUR CODE HERE\n"


def test_a_class_inside_a_function_does_not_hide_that_its_body_is_no_function() -> None:
    stub = make_stub(
        "def f():\n    class A:\n        x = 1\n        ### BEGIN SOLUTION\n        y = 2\n        ### END SOLUTION\n"
        "    return A\n"
    )
    assert "raise" not in stub


def test_separators_that_python_does_not_count_as_lines_do_not_shift_the_regions() -> None:
    text = "x = 'a\u2028b\x0cc'\n\n\ndef f():\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"
    assert make_stub(text).endswith("def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n", "no `### BEGIN"),
        ("### BEGIN SOLUTION\nx = 1\n", "without an `### END"),
        ("x = 1\n### END SOLUTION\n", "without a `### BEGIN"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n", "inside the region of line 1"),
        ("def f():\n    ### BEGIN SOLUTION\n    # nothing\n    ### END SOLUTION\n    return 1\n", "holds no code"),
        ("def f(:\n", "the solution is not valid Python"),
        ("class A:\n    ### BEGIN SOLUTION\n    x = 1\n    ### END SOLUTION\n", "the stub is not valid Python"),
    ],
)
def test_what_makes_no_stub_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_stub(text)
