"""Heat maps: what came out and what was expected, on one scale, the cells that differ marked by a shape."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from course_cli.grading.pictures import HeatMaps, Rows
from course_cli.language import counted, marked
from course_cli.language import translated as _
from course_cli.report.pictures.numbers import Scale, cell_texts, extent, short
from course_cli.report.pictures.svg import coordinate, element, picture

AXES: Final = (marked("row"), marked("column"), marked("element"), marked("query"), marked("key"))
STEPS: Final = 9  # of the colour scale; page.css has a colour and an ink for each

_MOST_COLUMNS: Final = 6  # with numbers in the cells
_MOST_ROWS: Final = 16
# No map is wider than there is room on a narrow screen, where its text would shrink with it.
_WIDEST: Final = 272.0
_WIDE, _LOW = 41.0, 32.0  # a cell with a number in it
_ROOM: Final = 5  # characters
_SIDE: Final = 240.0  # of a map without numbers
_LARGEST: Final = 24.0
_FRAMED: Final = 14.0  # the least size of a cell that gets a frame
_MARGIN: Final = 22.0  # for the indices; for long ones it is wider
_DIGIT: Final = 7.7
_LISTED: Final = 6  # cells that the description names


@dataclass(frozen=True)
class HeatFigure:
    """Both pictures, what the ends of the colour scale stand for, and which of the legend's marks they use."""

    caption: str
    got: Markup
    expected: Markup
    low: str
    high: str
    marked: bool
    odd: bool


@dataclass(frozen=True)
class _Look:
    """How both maps of a pair are drawn.

    Attributes:
        left, right: how far the cells are from these edges of the picture.
        wide, high: the size of a cell.
        texts: the numbers as they stand in the cells, if they fit.
    """

    scale: Scale
    left: float
    right: float
    wide: float
    high: float
    texts: Mapping[float, str]

    def step(self, value: float) -> int | None:
        """The step of the colour scale, None for what is no finite number."""
        if not math.isfinite(value):
            return None
        return int(max(0, min(self.scale(value), STEPS - 1)))


def draw(maps: HeatMaps, name: str) -> HeatFigure:
    """The figure; `name` is unlike that of any other on the page."""
    got, expected = _flat(maps.got), _flat(maps.expected)
    low, high = extent(expected, got, 3.0)
    look = _look(maps, Scale(low, high, 0.0, float(STEPS)))
    ours = _map(maps.got, maps, look, f"{name}-got", _("What came out"), _differences(maps), maps.differing)
    theirs = _map(maps.expected, maps, look, f"{name}-expected", _("What was expected"), _range(expected), ())
    return HeatFigure(
        maps.caption,
        ours,
        theirs,
        f"{'≤ ' if any(-math.inf < value < low for value in got) else ''}{short(low, 3)}",
        f"{'≥ ' if any(high < value < math.inf for value in got) else ''}{short(high, 3)}",
        bool(maps.differing),
        not all(map(math.isfinite, (*got, *expected))),
    )


def _look(maps: HeatMaps, scale: Scale) -> _Look:
    rows = max(len(maps.got), len(maps.expected))
    columns = max(len(maps.got[0]), len(maps.expected[0]))
    values = (*_flat(maps.got), *_flat(maps.expected))
    left = max(_MARGIN, 8.0 + _index_width(maps.origin[0] + rows - 1))
    beyond = _index_width(maps.origin[1] + columns - 1) / 2
    if rows <= _MOST_ROWS and columns <= _MOST_COLUMNS and (texts := cell_texts(values, _ROOM)):
        wide = min(_WIDE, (_WIDEST - left) / columns)
        return _Look(scale, left, 2.0, wide, _LOW, dict(zip(values, texts, strict=True)))
    side = min(_SIDE / rows, (_WIDEST - left - max(2.0, beyond)) / columns, _LARGEST)
    return _Look(scale, left, max(2.0, beyond - side / 2), side, side, {})


def _index_width(index: int) -> float:
    return _DIGIT * len(str(index))


def _map(
    rows: Rows,
    maps: HeatMaps,
    look: _Look,
    name: str,
    title: str,
    description: str,
    marked: Sequence[tuple[int, int]],
) -> Markup:
    num_rows, num_columns = _shape(rows)
    width, height = look.left + num_columns * look.wide + look.right, _MARGIN + num_rows * look.high + 2
    content = [*_cells(rows, look), *_indices(num_rows, num_columns, maps, look)]
    if look.texts:
        content += _numbers(rows, look)
    content += _marks(rows, marked, look)
    if len(maps.axes) == 1:
        size = counted("{0} cell", "{0} cells", num_rows * num_columns)
    else:
        size = _("{} by {} cells, {} by {}").format(num_rows, num_columns, *map(_, maps.axes))
    title = f"{title}: {size}"
    return picture("heat", width, height, name, title, description, content)


def _cells(rows: Rows, look: _Look) -> Iterator[Markup]:
    """One path for each colour."""
    paths: dict[int | None, list[str]] = {}
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            x, y = _corner(i, j, look)
            cell = f"M{coordinate(x)} {coordinate(y)}h{look.wide:g}v{look.high:g}h-{look.wide:g}z"
            paths.setdefault(look.step(value), []).append(cell)
    for step, cells in paths.items():
        yield element("path", class_="odd" if step is None else f"h{step}", d="".join(cells))


def _numbers(rows: Rows, look: _Look) -> Iterator[Markup]:
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            x, y = _corner(i, j, look)
            step = look.step(value)
            kind = "odd-ink" if step is None else f"i{step}"
            text = look.texts.get(value, "nan")  # which is not even equal to itself
            yield element("text", text, class_=kind, x=x + look.wide / 2, y=y + look.high / 2 + 4.5)


def _marks(rows: Rows, cells: Sequence[tuple[int, int]], look: _Look) -> Iterator[Markup]:
    """A frame and a filled corner in the ink of the cell's colour; in a tiny cell the corner alone."""
    paths: dict[int | None, list[tuple[str, str]]] = {}
    framed = look.wide >= _FRAMED
    inset = 1.5 if look.texts else 0.09 * look.wide + 0.6 if framed else 0.5
    wide, high, corner = look.wide - 2 * inset, look.high - 2 * inset, min(7.0, look.wide / (2.5 if framed else 1.7))
    for i, j in cells:
        x, y = _corner(i, j, look)
        frame = f"M{coordinate(x + inset)} {coordinate(y + inset)}h{wide:.1f}v{high:.1f}h-{wide:.1f}z"
        filled = f"M{coordinate(x + inset + wide)} {coordinate(y + inset)}v{corner:.1f}l-{corner:.1f} -{corner:.1f}z"
        paths.setdefault(look.step(rows[i][j]), []).append((frame, filled))
    for step, marks in paths.items():
        kind = "odd-mark" if step is None else f"m{step}"
        if framed:
            yield element("path", class_=f"frame {kind}", d="".join(frame for frame, _corner in marks))
        yield element("path", class_=f"corner {kind}", d="".join(filled for _frame, filled in marks))


def _indices(num_rows: int, num_columns: int, maps: HeatMaps, look: _Look) -> Iterator[Markup]:
    is_vector = len(maps.axes) == 1
    widest = _index_width(maps.origin[1] + num_columns - 1)
    for j in _labelled(0 if is_vector and num_rows > 1 else num_columns, look.wide, max(20.0, widest + 4.0)):
        x = look.left + (j + 0.5) * look.wide
        yield element("text", str(maps.origin[1] + j), class_="index", x=x, y=_MARGIN - 7)
    for i in _labelled(0 if is_vector and num_rows == 1 else num_rows, look.high, 20.0):
        y = _MARGIN + (i + 0.5) * look.high + 4
        yield element("text", str(maps.origin[0] + i), class_="index side", x=look.left - 6, y=y)


def _labelled(count: int, size: float, room: float) -> range:
    """Every index, or every so many that each has its room."""
    return range(0, count, next(step for step in (1, 2, 4, 5, 8, 10, 16, 32) if step * size >= room or step >= count))


def _corner(i: int, j: int, look: _Look) -> tuple[float, float]:
    return look.left + j * look.wide, _MARGIN + i * look.high


def _differences(maps: HeatMaps) -> str:
    """The marked cells in words, the first few with their values."""
    if _shape(maps.got) != _shape(maps.expected):
        return _("The shapes differ, so no cell is compared. {}").format(_range(_flat(maps.got)))
    total, differing = len(maps.got) * len(maps.got[0]), len(maps.differing)
    amount = counted(
        "{0} of {1} cells differs from what was expected", "{0} of {1} cells differ from what was expected",
        differing, total,
    )  # fmt: skip
    told = [
        _("{} is {}, not {}").format(_index(maps, i, j), short(maps.got[i][j]), short(maps.expected[i][j]))
        for i, j in maps.differing[:_LISTED]
    ]
    if differing > _LISTED:
        told.append(_("and {} more").format(differing - _LISTED))
    return f"{amount}: {'; '.join(told)}." if told else f"{amount}."


def _index(maps: HeatMaps, i: int, j: int) -> str:
    """Where a cell is in the whole matrix, or in the vector, of which one of the two is always 0."""
    i, j = maps.origin[0] + i, maps.origin[1] + j
    return f"[{i + j}]" if len(maps.axes) == 1 else f"[{i}, {j}]"


def _range(values: Sequence[float]) -> str:
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return _("No cell holds a finite number.")
    return _("Values from {} to {}.").format(short(min(finite)), short(max(finite)))


def _flat(rows: Rows) -> tuple[float, ...]:
    return tuple(value for row in rows for value in row)


def _shape(rows: Rows) -> tuple[int, int]:
    return len(rows), len(rows[0])
