"""What a grader imports: points and rules, assertions, drawings, and ways to name an argument that only the worker has.

Names are loaded on first use, so that a command can read a report without waiting for torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_cli.grading.assertions import (
        assert_close,
        assert_constant_work,
        assert_equal,
        assert_gradient,
        assert_raises,
        assert_unchanged,
    )
    from course_cli.grading.devices import assert_keeps_device
    from course_cli.grading.drawing import draw_curves, draw_heat_maps, draw_path, draws
    from course_cli.grading.failure import fail
    from course_cli.grading.inputs import Inputs
    from course_cli.grading.rules import Rules, points
    from course_cli.grading.student import RemoteFunction, RemoteObject, Student, library, source

_HOMES = {
    "assert_close": "assertions",
    "assert_constant_work": "assertions",
    "assert_equal": "assertions",
    "assert_gradient": "assertions",
    "assert_keeps_device": "devices",
    "assert_raises": "assertions",
    "assert_unchanged": "assertions",
    "draw_curves": "drawing",
    "draw_heat_maps": "drawing",
    "draw_path": "drawing",
    "draws": "drawing",
    "fail": "failure",
    "Inputs": "inputs",
    "Rules": "rules",
    "points": "rules",
    "RemoteFunction": "student",
    "RemoteObject": "student",
    "Student": "student",
    "library": "student",
    "source": "student",
}

__all__ = [
    "Inputs",
    "RemoteFunction",
    "RemoteObject",
    "Rules",
    "Student",
    "assert_close",
    "assert_constant_work",
    "assert_equal",
    "assert_gradient",
    "assert_keeps_device",
    "assert_raises",
    "assert_unchanged",
    "draw_curves",
    "draw_heat_maps",
    "draw_path",
    "draws",
    "fail",
    "library",
    "points",
    "source",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
