"""What a grader draws: `@draws(...)` functions, and the charts that they return.

A drawing is made once all checks of the exercise are judged, in a worker of its own, and only where somebody will see
it: it can neither cost points nor earn them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

import numpy as np
import torch

from course_cli.grading.abbreviate import is_array
from course_cli.grading.heat import heat_maps
from course_cli.grading.pictures import MAX_POINTS, Chart, HeatMaps, Level, Mark, Pictures, Role, Series, Surface
from course_cli.language import marked
from course_cli.language import translated as _

Drawer = TypeVar("Drawer", bound=Callable[..., Any])
Curve = Sequence[Any]

GRID: Final = 41  # points along a side of a surface
NUM_LEVELS: Final = 9
FARTHEST: Final = 1e9  # what diverges beyond is drawn as this far, and widens no picture

_ATTRIBUTE: Final = "_draws_for"


def draws(*checks: str) -> Callable[[Drawer], Drawer]:
    """Make `function(student, inputs)` draw for these checks: it returns a Chart, HeatMaps, a list of them, or None.

    Its docstring is the title under which a learner sees what it drew. The catalogs read both from the source.
    It is shown with the first of the checks that failed, else with the first that passed, whose random inputs it gets.
    Whatever it raises leaves the page without the picture.

    Raises:
        ValueError: no check is named.
    """
    if not checks:
        raise ValueError("a drawing belongs to at least one check")

    def mark(function: Drawer) -> Drawer:
        setattr(function, _ATTRIBUTE, checks)
        return function

    return mark


def checks_of(function: object) -> tuple[str, ...]:
    """The checks that a function draws for; none for any other object."""
    checks = getattr(function, _ATTRIBUTE, ()) if callable(function) else ()
    return checks if isinstance(checks, tuple) else ()


def gathered(drawn: object, title: str) -> Pictures:
    """What a drawing returned, as pictures of that title. Raises TypeError for anything else."""
    items = drawn if isinstance(drawn, (list, tuple)) else [drawn]
    found = [item for item in items if item is not None]
    if not all(isinstance(item, (Chart, HeatMaps)) for item in found):
        raise TypeError("a drawing returns charts and heat maps")
    return Pictures(
        tuple(replace(item, caption=title) for item in found if isinstance(item, HeatMaps)),
        tuple(replace(item, caption=title) for item in found if isinstance(item, Chart)),
    )


def draw_heat_maps(
    got: Any, expected: Any, axes: tuple[str, str] = ("row", "column"), tolerance: float = 1e-4
) -> HeatMaps | None:
    """Two matrices side by side; None where the student's is not one of the same shape."""
    if not is_array(got) or tuple(got.shape) != tuple(expected.shape):
        return None
    ours, theirs = _array(got), _array(expected)
    with np.errstate(invalid="ignore"):
        far = ~(np.abs(ours - theirs) <= tolerance)
    return heat_maps(ours, theirs, far, (0,) * ours.ndim, axes=axes)


def draw_curves(
    x: Sequence[float],
    got: Curve,
    expected: Curve | None = None,
    *,
    x_label: str,
    y_label: str,
    goal: float | None = None,
    names: tuple[str, str] = (marked("yours"), marked("expected")),
) -> Chart:
    """The student's curve over `x`, with the right one and with the value to reach, if they are given.

    What is no number among `got` leaves a gap.
    """
    series: list[tuple[str, Role, Any]] = [(names[0], "got", got)]
    series += [(names[1], "expected", expected)] if expected is not None else []
    kept = _thinned(len(x))
    xs = tuple(float(x[i]) for i in kept)
    lines = [(label, role, ys.tolist() if is_array(ys) else ys) for label, role, ys in series]
    return Chart(
        "",
        _(x_label),
        _(y_label),
        tuple(
            Series(_(label), role, xs, tuple(_number(ys[i] if i < len(ys) else None) for i in kept))
            for label, role, ys in lines
        ),
        level=None if goal is None else Level(_("to reach"), float(goal)),
    )


def draw_path(
    got: Any,
    expected: Any = None,
    *,
    surface: Callable[[Any, Any], Any],
    minimum: tuple[float, float] | None = None,
    labels: tuple[str, str] = ("x", "y"),
    margin: float = 0.15,
) -> Chart | None:
    """The student's way through the plane, on the contours of `surface`; None where it is not points of the plane.

    Args:
        got, expected: points, shape (n, 2).
        surface: f(x, y) of two arrays.
        margin: how much of the plane is shown around the points that should be there, as a share of their extent.
    """
    if not is_array(got) or got.ndim != 2 or got.shape[1] != 2 or not len(got):
        return None
    ours = _array(got)
    known = [_array(expected)] if expected is not None else [ours[(np.abs(ours) <= FARTHEST).all(axis=1)]]
    known += [np.array([minimum])] if minimum is not None else []
    shown = np.concatenate(known)
    if not len(shown):
        return None
    low, high = shown.min(axis=0), shown.max(axis=0)
    room = margin * np.maximum(high - low, 1e-3 + 0.05 * (high - low).max())
    x, y = ((float(a), float(b)) for a, b in zip(low - room, high + room, strict=True))
    paths: list[tuple[str, Role, Any]] = [(_("yours"), "got", ours)]
    paths += [(_("expected"), "expected", _array(expected))] if expected is not None else []
    return Chart(
        "",
        *labels,
        tuple(_path(label, role, points) for label, role, points in paths),
        surface=_surface(surface, x, y),
        mark=None if minimum is None else Mark(_("minimum"), *map(float, minimum)),
    )


def _path(label: str, role: Role, points: Any) -> Series:
    """At most MAX_POINTS of the points, as far apart along the way as can be, the first and the last among them."""
    points = np.clip(points, -FARTHEST, FARTHEST)
    steps = np.nan_to_num(np.linalg.norm(np.diff(points, axis=0), axis=1))
    way = np.concatenate([[0.0], np.cumsum(steps)])
    kept = np.unique(np.searchsorted(way, np.linspace(0.0, way[-1], MAX_POINTS))) if len(way) > MAX_POINTS else ...
    return Series(label, role, tuple(points[kept, 0].tolist()), tuple(points[kept, 1].tolist()))


def _surface(f: Callable[[Any, Any], Any], x: tuple[float, float], y: tuple[float, float]) -> Surface:
    """Contours that lie closer towards the bottom, as those of a bowl seen from above."""
    X, Y = np.meshgrid(np.linspace(*x, GRID), np.linspace(*y, GRID))
    values = np.asarray(f(X, Y), dtype=np.float64)
    low, high = float(values.min()), float(values.max())
    levels = low + (high - low) * np.geomspace(2e-3, 0.7, NUM_LEVELS)
    return Surface(x, y, tuple(map(tuple, values.tolist())), tuple(levels.tolist()))


def _thinned(n: int) -> Sequence[int]:
    """All of n indices, or MAX_POINTS of them, the first and the last included."""
    if n <= MAX_POINTS:
        return range(n)
    return sorted({round(i * (n - 1) / (MAX_POINTS - 1)) for i in range(MAX_POINTS)})


def _array(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        value = value.detach().double().numpy()
    return np.asarray(value, dtype=np.float64)


def _number(value: Any) -> float:
    """A number that a student's code returned for one point; nan for anything else."""
    if isinstance(value, np.generic) or (is_array(value) and math.prod(value.shape) == 1):
        value = value.item()
    try:
        return float(value) if type(value) in (int, float, bool) else math.nan
    except OverflowError:
        return math.inf if value > 0 else -math.inf
