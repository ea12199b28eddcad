"""Charts: curves over an axis, and paths on contours. Lines differ by dashes and marks as well as by colour."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from course_cli.grading.pictures import Chart, Series, Surface
from course_cli.language import counted
from course_cli.language import translated as _
from course_cli.report.pictures.contours import segments
from course_cli.report.pictures.numbers import Scale, extent, short, tick_text, ticks
from course_cli.report.pictures.svg import coordinate, element, picture

WIDTH: Final = 320.0
HEIGHT: Final = 236.0

_TOP, _BOTTOM = 12.0, 44.0
_CHARACTER: Final = 8.3  # how wide a digit is where page.css writes them largest, on a narrow screen
_LABEL: Final = 23.0  # for the name of the y axis, which is turned
_MOST_ASIDE: Final = 100.0
_DOTTED: Final = 20  # points up to which each is marked
_DOTS: Final = 10  # of a longer line


@dataclass(frozen=True)
class ChartFigure:
    """The picture, and its legend: how each thing looks (a class of page.css), and what it is."""

    caption: str
    svg: Markup
    legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Plane:
    """Where numbers lie in the picture.

    `x` and `y` measure from the corner of the area where lines are drawn, which goes from `left` to `right`.
    """

    x: Scale
    y: Scale
    left: float
    right: float

    def at(self, x: float, y: float) -> str:
        return f"{coordinate(self.x(x))} {coordinate(self.y(y))}"


def draw(chart: Chart, name: str) -> ChartFigure:
    """The figure; `name` is unlike that of any other on the page."""
    plane = _plane(chart)
    content = [*_axes(chart, plane), _area(_drawn(chart, plane), plane)]
    title = (_("Paths on contours: {}") if chart.surface else _("Curves: {}")).format(chart.caption)
    svg = picture("chart", WIDTH, HEIGHT, name, title, _words(chart, plane), content)
    return ChartFigure(chart.caption, svg, tuple(_legend(chart)))


def _plane(chart: Chart) -> _Plane:
    high = HEIGHT - _TOP - _BOTTOM
    if chart.surface is not None:
        (start, end), (low, top) = extent(chart.surface.x), extent(chart.surface.y)
    else:
        right_ones = [series for series in chart.series if series.role == "expected"]
        main = [y for series in right_ones for y in series.y] + ([chart.level.y] if chart.level else [])
        ours = [y for series in chart.series if series.role == "got" for y in series.y]
        start, end = extent(x for series in chart.series for x in series.x)
        low, top = extent(main or ours, ours, 1.0 if right_ones else math.inf)
        room, aside = 0.05 * (top - low), 0.02 * (end - start)
        start, end, low, top = start - aside, end + aside, low - room, top + room
    left = min(_LABEL + 6.0 + _CHARACTER * _widest(_numbers(low, top)), _MOST_ASIDE)
    right = WIDTH - max(12.0, min(0.5 * _CHARACTER * _widest(_numbers(start, end)), _MOST_ASIDE))
    return _Plane(Scale(start, end, 0.0, right - left), Scale(low, top, high, 0.0), left, right)


def _numbers(low: float, high: float, room: float = math.inf) -> list[tuple[float, str]]:
    """The numbers along an axis; as many of them as do not touch where they lie side by side in so much room."""
    for most in (5, 4, 3):
        places = ticks(low, high, most)
        step = places[-1] - places[0] or 1.0
        found = [(place, tick_text(place, step)) for place in places]
        if (_widest(found) + 1) * _CHARACTER * len(found) <= room:
            break
    return found


def _widest(numbers: Sequence[tuple[float, str]]) -> int:
    return max(len(text) for _place, text in numbers)


def _axes(chart: Chart, plane: _Plane) -> Iterator[Markup]:
    """Grid lines with their numbers, and the names of the axes."""
    bottom, left, right = HEIGHT - _BOTTOM, plane.left, plane.right
    for value, text in _numbers(plane.y.low, plane.y.high):
        y = _TOP + plane.y(value)
        yield element("path", class_="grid", d=f"M{coordinate(left)} {coordinate(y)}H{coordinate(right)}")
        yield element("text", text, class_="tick side", x=left - 6, y=y + 4)
    for value, text in _numbers(plane.x.low, plane.x.high, right - left):
        x = left + plane.x(value)
        yield element("path", class_="grid", d=f"M{coordinate(x)} {coordinate(_TOP)}V{coordinate(bottom)}")
        yield element("text", text, class_="tick", x=x, y=bottom + 19)
    yield element("text", chart.x_label, class_="axis", x=(left + right) / 2, y=HEIGHT - 6)
    middle = (_TOP + bottom) / 2
    turned = f"rotate(-90 14 {coordinate(middle)})"
    yield element("text", chart.y_label, class_="axis", x=14.0, y=middle, transform=turned)


def _area(content: Sequence[Markup], plane: _Plane) -> Markup:
    """The part between the axes: an inner svg, which clips what reaches out of it."""
    wide, high = plane.right - plane.left, HEIGHT - _TOP - _BOTTOM
    return element("svg", content, class_="area", x=plane.left, y=_TOP, width=wide, height=high)


def _drawn(chart: Chart, plane: _Plane) -> list[Markup]:
    drawn = [*_contours(chart.surface, plane)] if chart.surface else []
    if chart.level is not None:
        y = coordinate(plane.y(chart.level.y))
        drawn.append(element("path", class_="level", d=f"M0 {y}H{coordinate(WIDTH)}"))
    # The right line is dashed and lies on top, so that both are seen where they agree.
    for series in sorted(chart.series, key=lambda series: series.role == "expected"):
        drawn += _line(series, plane, is_path=chart.surface is not None)
    if chart.mark is not None:
        x, y = coordinate(plane.x(chart.mark.x)), coordinate(plane.y(chart.mark.y))
        drawn.append(element("path", class_="target", d=f"M{x} {y}m-6 -6l12 12m0 -12l-12 12"))
    return drawn


def _contours(surface: Surface, plane: _Plane) -> Iterator[Markup]:
    for level in surface.levels:
        pieces = "".join(f"M{plane.at(*one)}L{plane.at(*other)}" for one, other in segments(surface, level))
        if pieces:
            yield element("path", class_="contour", d=pieces)


def _line(series: Series, plane: _Plane, *, is_path: bool) -> Iterator[Markup]:
    """The line, broken where there is no number, and its points where they are few."""
    points = [(x, y) for x, y in zip(series.x, series.y, strict=True)]
    pieces, open_ = [], False
    for x, y in points:
        if math.isfinite(x) and math.isfinite(y):
            pieces.append(f"{'L' if open_ else 'M'}{plane.at(x, y)}")
        open_ = math.isfinite(x) and math.isfinite(y)
    if not pieces:
        return
    yield element("path", class_=f"line {series.role}", d="".join(pieces))
    seen = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]
    dots = "".join(_dot(series.role, plane.at(*at)) for at in _marked(seen, series.role, is_path=is_path))
    yield element("path", class_=f"dots {series.role}", d=dots)


def _marked(seen: Sequence[tuple[float, float]], role: str, *, is_path: bool) -> Sequence[tuple[float, float]]:
    """Which points get a mark: all of a few, else some, not the same ones on both lines; a path's ends."""
    if len(seen) <= _DOTTED:
        return seen
    step = len(seen) // _DOTS
    some = [*seen[step // 2 if role == "expected" else 0 :: step]]
    return [seen[0], *some, seen[-1]] if is_path else some


def _dot(role: str, at: str) -> str:
    """A disc for the student's points, a square for the right ones."""
    if role == "got":
        return f"M{at}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"
    return f"M{at}m-4.5 -4.5h9v9h-9z"


def _legend(chart: Chart) -> Iterator[tuple[str, str]]:
    for series in chart.series:
        yield series.role, series.label
    if chart.level is not None:
        yield "level", f"{chart.level.label}: {short(chart.level.y)}"
    if chart.mark is not None:
        yield "target", chart.mark.label
    if chart.surface is not None:
        yield "contour", _("contours")


def _words(chart: Chart, plane: _Plane) -> str:
    told = [_("{} over {}.").format(chart.y_label, chart.x_label)]
    told += [f"{series.label}: {_course(series, is_path=chart.surface is not None)}" for series in chart.series]
    if chart.level is not None:
        told.append(f"{chart.level.label}: {short(chart.level.y)}.")
    if chart.mark is not None:
        told.append(f"{chart.mark.label}: ({short(chart.mark.x)}, {short(chart.mark.y)}).")
    if gap := _gap(chart):
        told.append(gap)
    outside = sum(
        math.isfinite(y) and not (plane.y.holds(y) and plane.x.holds(x))
        for series in chart.series
        for x, y in zip(series.x, series.y, strict=True)
    )
    if outside:
        told.append(counted("{0} point lies outside the picture.", "{0} points lie outside the picture.", outside))
    return " ".join(told)


def _course(series: Series, *, is_path: bool) -> str:
    seen = [(x, y) for x, y in zip(series.x, series.y, strict=True) if math.isfinite(x) and math.isfinite(y)]
    lost = len(series.x) - len(seen)
    missing = " " + _("{} of {} are no finite numbers.").format(lost, len(series.x)) if lost else ""
    if not seen:
        return missing.strip()
    (x0, y0), (x1, y1) = seen[0], seen[-1]
    if is_path:
        return _("from ({}, {}) to ({}, {}).").format(*map(short, (x0, y0, x1, y1))) + missing
    low, high = min(y for _, y in seen), max(y for _, y in seen)
    course = _("{} at {}, {} at {}; lowest {}, highest {}.")
    return course.format(*map(short, (y0, x0, y1, x1, low, high))) + missing


def _gap(chart: Chart) -> str:
    """Where the student's curve and the right one are farthest apart."""
    by_role = {series.role: series for series in chart.series}
    if chart.surface is not None or set(by_role) != {"got", "expected"}:
        return ""
    ours, theirs = by_role["got"], by_role["expected"]
    gaps = [
        (abs(y - right), x)
        for x, y, right in zip(ours.x, ours.y, theirs.y, strict=True)
        if math.isfinite(y) and math.isfinite(right)
    ]
    if not gaps:
        return ""
    size, x = max(gaps)
    largest = max((abs(right) for right in theirs.y if math.isfinite(right)), default=0.0)
    if size <= 1e-6 * max(largest, 1e-300):
        return _("They agree.")
    return _("Farthest apart at {}: by {}.").format(short(x), short(size))
