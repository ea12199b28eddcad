"""Heat maps of two arrays that should be the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from course_cli.grading.pictures import MAX_SIDE, HeatMaps, Rows
from course_cli.language import translated as _

Values: TypeAlias = "np.ndarray[Any, Any]"

_LONGEST_COLUMN: Final = 12  # a longer vector lies down
_WINDOW: Final = 16  # what is shown of an axis that is too long


def heat_maps(
    got: Values,
    expected: Values,
    differing: Values | None,
    focus: tuple[int, ...] = (),
    *,
    subject: str = "",
    axes: Sequence[str] = (),
) -> HeatMaps | None:
    """Both arrays as matrices, or None where numbers say as much: a single number, complex ones, nothing at all.

    Args:
        got, expected: of one shape, or with `differing` None of two.
        differing: mask of the elements that do not agree.
        focus: index of the element to keep in sight: of three or four axes its matrix is shown, of a large one the
            part around it.
        subject: what the arrays are, for the caption.
        axes: names of the axes of `expected`, if they are known.
    """
    if got.dtype.kind not in "biuf" or expected.dtype.kind not in "biuf" or expected.size < 2:
        return None
    if differing is None:
        return _of_two_shapes(got, expected, subject)
    if not 1 <= expected.ndim <= 4 or len(focus) != expected.ndim:
        return None
    lead, place = focus[:-2], focus[-2:]
    names = tuple(axes[-2:]) if len(axes) == expected.ndim else ()
    got, expected, differing = _matrix(got[lead]), _matrix(expected[lead]), _matrix(differing[lead])
    if len(place) == 1:
        place = (0, place[0]) if expected.shape[0] == 1 else (place[0], 0)
        names = names or ("element",)
    starts, sizes = zip(*map(_window, place, expected.shape), strict=True)
    cut = tuple(slice(start, start + size) for start, size in zip(starts, sizes, strict=True))
    parts = [_("rows {} to {} of {}"), _("columns {} to {} of {}")]
    parts = parts if len(focus) > 1 else [_("elements {} to {} of {}")] * 2
    notes = [subject, _("the matrix {}").format(list(lead)) if lead else ""]
    notes += [
        part.format(start, start + size - 1, whole)
        for part, start, size, whole in zip(parts, starts, sizes, expected.shape, strict=True)
        if size < whole
    ]
    marks = tuple((int(i), int(j)) for i, j in np.argwhere(differing[cut]))
    return HeatMaps(
        ", ".join(filter(None, notes)),
        _rows(got[cut]),
        _rows(expected[cut]),
        marks,
        (starts[0], starts[1]),
        names or ("row", "column"),
    )


def _of_two_shapes(got: Values, expected: Values, subject: str) -> HeatMaps | None:
    if not (1 <= got.ndim == expected.ndim <= 2 and got.size):
        return None
    is_vector = expected.ndim == 1
    shapes = _("shape {} instead of {}").format(got.shape, expected.shape)
    note = f"{subject}: {shapes}" if subject else shapes
    got, expected = _matrix(got), _matrix(expected)
    if max(*got.shape, *expected.shape) > MAX_SIDE:
        return None
    axes = ("element",) if is_vector else ("row", "column")
    return HeatMaps(note, _rows(got), _rows(expected), axes=axes)


def _matrix(array: Values) -> Values:
    """A vector as a column if it is short, as a row if it is long."""
    if array.ndim != 1:
        return array
    return array[:, None] if len(array) <= _LONGEST_COLUMN else array[None]


def _window(place: int, size: int) -> tuple[int, int]:
    """Where to begin, and how much to show, of an axis of `size`, so that `place` is in the middle of it."""
    if size <= MAX_SIDE:
        return 0, size
    return max(0, min(place - _WINDOW // 2, size - _WINDOW)), _WINDOW


def _rows(matrix: Values) -> Rows:
    return tuple(tuple(map(float, row)) for row in matrix.tolist())
