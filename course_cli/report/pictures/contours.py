"""Contours of a function on a grid, by marching squares: between two corners a contour is where a line would be."""

from __future__ import annotations

import math
from collections.abc import Iterator

from course_cli.grading.pictures import Surface

Point = tuple[float, float]


def segments(surface: Surface, level: float) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of one contour, in the coordinates of the surface. Cells with a corner that is no finite
    number have none."""
    values = surface.values
    for i in range(len(values) - 1):
        for j in range(len(values[i]) - 1):
            corners = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
            heights = [values[row][column] for row, column in corners]
            if not all(map(math.isfinite, heights)):
                continue
            crossings = [
                _between(surface, corners[k], corners[k - 3], heights[k], heights[k - 3], level)
                for k in range(4)
                if (heights[k] > level) != (heights[k - 3] > level)
            ]
            yield from zip(crossings[::2], crossings[1::2], strict=True)


def _between(
    surface: Surface, one: tuple[int, int], other: tuple[int, int], low: float, high: float, level: float
) -> Point:
    share = (level - low) / (high - low)
    row, column = (a + share * (b - a) for a, b in zip(one, other, strict=True))
    num_rows, num_columns = len(surface.values), len(surface.values[0])
    return (
        surface.x[0] + (surface.x[1] - surface.x[0]) * column / (num_columns - 1),
        surface.y[0] + (surface.y[1] - surface.y[0]) * row / (num_rows - 1),
    )
