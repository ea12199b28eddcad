"""What a check shows beside its words: plain data, bounded, made on the trusted side. `report` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

MAX_SIDE: Final = 32  # cells along a side of a heat map
MAX_POINTS: Final = 200  # of one curve
MAX_PICTURES: Final = 4  # of one check

Rows: TypeAlias = tuple[tuple[float, ...], ...]
Role: TypeAlias = Literal["got", "expected"]


@dataclass(frozen=True)
class HeatMaps:
    """What came out beside what was expected, cell by cell.

    `got` and `expected` are rows of numbers, at most MAX_SIDE by MAX_SIDE, nan and infinities among them. `differing`
    are the cells, as (row, column), that do not agree; none where the two shapes differ, so that nothing corresponds.
    `origin` is the index of the first row and column shown of a larger array. `axes` says what rows and columns are; a
    vector, whose elements are one row or one column, has a single one.
    """

    caption: str
    got: Rows
    expected: Rows
    differing: tuple[tuple[int, int], ...] = ()
    origin: tuple[int, int] = (0, 0)
    axes: tuple[str, ...] = ("row", "column")


@dataclass(frozen=True)
class Series:
    """A line through at most MAX_POINTS points; `role` decides how it looks. A y may be nan or infinite."""

    label: str
    role: Role
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Level:
    """A value of y to reach, drawn across the chart."""

    label: str
    y: float


@dataclass(frozen=True)
class Surface:
    """A function of the plane, on the evenly spaced points of a rectangle, drawn as its contours at `levels`.

    values[i][j] is f at the i-th y and the j-th x.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    values: Rows
    levels: tuple[float, ...]


@dataclass(frozen=True)
class Mark:
    """A point with a name, such as the minimum."""

    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """Curves over an axis; or, with a `surface`, paths on its contours."""

    caption: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    level: Level | None = None
    surface: Surface | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class Pictures:
    """Everything drawn for one check."""

    heat_maps: tuple[HeatMaps, ...] = ()
    charts: tuple[Chart, ...] = ()

    def __len__(self) -> int:
        return len(self.heat_maps) + len(self.charts)

    def __add__(self, other: Pictures) -> Pictures:
        """Both, up to MAX_PICTURES of each kind."""
        return Pictures(
            (self.heat_maps + other.heat_maps)[:MAX_PICTURES], (self.charts + other.charts)[:MAX_PICTURES]
        )
