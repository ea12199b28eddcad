"""SVG made of plain data: well formed, finite and bounded whatever the numbers are, and told in words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_cli.grading.drawing import draw_path
from course_cli.grading.pictures import Chart, HeatMaps, Level, Mark, Rows, Series, Surface
from course_cli.report.pictures import chart, heat
from course_cli.report.pictures.contours import segments
from course_cli.report.pictures.numbers import Scale, cell_texts, extent, short, ticks
from course_cli.report.pictures.svg import FARTHEST, coordinate, element

HOSTILE = "\"><script>alert(1)</script>' & ]]> <![CDATA["
FLOATS = st.floats() | st.sampled_from([0.0, -0.0, 5e-324, 1e-323, 1e308, -1.7e308, math.inf, -math.inf, math.nan])


def parsed(svg: str) -> ElementTree.Element:
    """The picture, once every number in it has been looked at."""
    root = ElementTree.fromstring(svg)
    for node in root.iter():
        for name, value in node.attrib.items():
            assert "nan" not in value
            assert "inf" not in value
            if name in ("d", "x", "y", "width", "height", "viewBox"):
                numbers = re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", value)
                assert all(abs(float(number)) <= FARTHEST for number in numbers)
                assert not re.search(r"\de", value)
    assert root.attrib["role"] == "img"
    ids = {node.attrib["id"]: node.text or "" for node in root.iter() if "id" in node.attrib}
    assert ids[root.attrib["aria-labelledby"]]
    assert ids[root.attrib["aria-describedby"]]
    return root


def words(svg: str) -> str:
    root = ElementTree.fromstring(svg)
    return f"{root.findtext('title')}. {root.findtext('desc')}"


def paths(svg: str, kind: str) -> list[str]:
    nodes = ElementTree.fromstring(svg).iter("path")
    return [node.attrib["d"] for node in nodes if kind in node.attrib["class"].split()]


def pair(got: Rows, expected: Rows, *differing: tuple[int, int]) -> heat.HeatFigure:
    return heat.draw(HeatMaps("", got, expected, differing), "p")


def test_cells_hold_their_numbers_and_the_marks_are_shapes() -> None:
    figure = pair(((1.0, 2.0), (3.0, 5.0)), ((1.0, 2.0), (3.0, 4.0)), (1, 1))
    texts = [node.text for node in parsed(figure.got).iter("text")]
    assert sorted(filter(None, texts)) == ["0", "0", "1", "1", "1", "2", "3", "5"]
    assert len(paths(figure.got, "frame")) == len(paths(figure.got, "corner")) == 1
    assert paths(figure.expected, "frame") == []
    assert (figure.low, figure.high, figure.marked, figure.odd) == ("1", "5", True, False)


def test_a_heat_map_is_told_in_words() -> None:
    figure = pair(((1.0, 2.0), (3.0, math.nan)), ((1.0, 2.0), (3.5, 4.0)), (1, 0), (1, 1))
    assert words(figure.got) == (
        "What came out: 2 by 2 cells, row by column. "
        "2 of 4 cells differ from what was expected: [1, 0] is 3, not 3.5; [1, 1] is nan, not 4."
    )
    assert words(figure.expected) == "What was expected: 2 by 2 cells, row by column. Values from 1 to 4."
    assert figure.odd


def test_words_stay_short_and_count_the_rest() -> None:
    cells = [(i, j) for i in range(20) for j in range(20)]
    figure = pair(((1.0,) * 20,) * 20, ((0.0,) * 20,) * 20, *cells)
    assert words(figure.got).endswith("[0, 5] is 1, not 0; and 394 more.")
    assert len(words(figure.got)) < 400


def test_indices_are_those_of_the_whole_array() -> None:
    maps = HeatMaps("", ((1.0, 2.0),) * 2, ((1.0, 3.0),) * 2, ((0, 1), (1, 1)), (242, 7))
    figure = heat.draw(maps, "p")
    labels = [node.text for node in parsed(figure.got).iter("text") if "index" in node.attrib["class"]]
    assert labels == ["7", "8", "242", "243"]
    assert "[242, 8] is 2, not 3" in words(figure.got)


def test_a_vector_has_one_index() -> None:
    maps = HeatMaps("", ((1.0,), (2.0,)), ((1.0,), (3.0,)), ((1, 0),), axes=("element",))
    figure = heat.draw(maps, "p")
    labels = [node.text for node in parsed(figure.got).iter("text") if "index" in node.attrib["class"]]
    assert labels == ["0", "1"]
    assert words(figure.got).startswith("What came out: 2 cells. 1 of 2 cells differs")
    assert "[1] is 2, not 3" in words(figure.got)
    long = heat.draw(HeatMaps("", ((1.0,) * 16,), ((2.0,) * 16,), ((0, 3),), (0, 40), ("element",)), "p")
    assert "[43] is 1, not 2" in words(long.got)


def test_one_huge_value_does_not_hide_the_others() -> None:
    figure = pair(((1e30, 1.0), (0.5, 0.0)), ((0.2, 1.0), (0.5, 0.0)), (0, 0))
    assert figure.low == "0"
    assert figure.high == "≥ 4"
    assert len(paths(figure.expected, "h0")) == 1
    assert len(paths(figure.expected, "h2")) == 1


def test_larger_maps_have_no_numbers_and_smaller_cells() -> None:
    figure = pair(((0.123,) * 32,) * 32, ((0.5,) * 32,) * 32)
    root = parsed(figure.got)
    assert float(root.attrib["width"]) <= 280
    assert all("index" in node.attrib["class"] for node in root.iter("text"))
    marked = pair(((0.123,) * 32,) * 32, ((0.5,) * 32,) * 32, (1, 1))
    assert paths(marked.got, "frame") == []
    assert len(paths(marked.got, "corner")) == 1
    assert len(figure.got) < 40_000


ROWS = st.integers(1, 8).flatmap(
    lambda width: st.lists(st.tuples(*[FLOATS] * width), min_size=1, max_size=8).map(tuple)
)


@given(ROWS, ROWS)
def test_any_numbers_make_a_finite_picture(got: Rows, expected: Rows) -> None:
    same = (len(got), len(got[0])) == (len(expected), len(expected[0]))
    figure = pair(got, expected, *([(0, 0)] if same else []))
    for svg in (figure.got, figure.expected):
        parsed(svg)
        cells = sum(path.count("M") for step in ("odd", *(f"h{n}" for n in range(9))) for path in paths(svg, step))
        assert cells in (len(got) * len(got[0]), len(expected) * len(expected[0]))


def curves(*series: Series, level: Level | None = None) -> chart.ChartFigure:
    return chart.draw(Chart("a title", "step", "rate", series, level), "c")


def line(y: Sequence[float], role: str = "got") -> Series:
    return Series("yours" if role == "got" else "expected", "got" if role == "got" else "expected",
                  tuple(map(float, range(len(y)))), tuple(y))  # fmt: skip


def test_a_chart_is_told_in_words() -> None:
    figure = curves(line([1.0, 4.0, 2.0]), line([1.0, 3.0, 2.0], "expected"), level=Level("to reach", 2.5))
    parsed(figure.svg)
    assert words(figure.svg) == (
        "Curves: a title. rate over step. yours: 1 at 0, 2 at 2; lowest 1, highest 4. "
        "expected: 1 at 0, 2 at 2; lowest 1, highest 3. to reach: 2.5. Farthest apart at 1: by 1."
    )
    assert figure.legend == (("got", "yours"), ("expected", "expected"), ("level", "to reach: 2.5"))


def test_curves_that_agree_are_said_to() -> None:
    assert "They agree." in words(curves(line([0.1, 0.2]), line([0.1, 0.2], "expected")).svg)


def test_a_line_breaks_where_there_is_no_number() -> None:
    figure = curves(line([1.0, 2.0, math.nan, 3.0, math.inf, 1.0]))
    (drawn,) = paths(figure.svg, "line")
    assert (drawn.count("M"), drawn.count("L")) == (3, 1)
    assert "2 of 6 are no finite numbers" in words(figure.svg)


def test_what_runs_off_leaves_the_right_curve_readable() -> None:
    figure = curves(line([1.0, 1e200, -1e308]), line([1.0, 0.5, 0.2], "expected"))
    parsed(figure.svg)
    assert "2 points lie outside the picture." in words(figure.svg)
    axis = [node.text for node in ElementTree.fromstring(figure.svg).iter("text") if "tick" in node.attrib["class"]]
    assert "0" in axis
    assert not any("e" in (text or "") for text in axis)


POINTS = st.lists(st.tuples(FLOATS, FLOATS), min_size=1, max_size=30)


@given(POINTS, POINTS | st.none(), FLOATS.filter(math.isfinite) | st.none())
def test_any_curves_make_a_finite_chart(
    got: list[tuple[float, float]], expected: list[tuple[float, float]] | None, goal: float | None
) -> None:
    series = [Series("yours", "got", tuple(x for x, _ in got), tuple(y for _, y in got))]
    if expected is not None:
        series.append(Series("expected", "expected", tuple(x for x, _ in expected), tuple(y for _, y in expected)))
    one = Chart("t", "x", "y", tuple(series), None if goal is None else Level("goal", goal))
    if expected is None or len(expected) == len(got):
        parsed(chart.draw(one, "c").svg)


@given(POINTS, st.lists(st.tuples(*[FLOATS] * 3), min_size=3, max_size=3).map(tuple), st.tuples(FLOATS, FLOATS))
def test_any_path_and_surface_make_a_finite_chart(
    got: list[tuple[float, float]], values: Rows, y: tuple[float, float]
) -> None:
    series = Series("yours", "got", tuple(x for x, _ in got), tuple(y for _, y in got))
    surface = Surface((-1.0, 1.0), y, values, (0.5, 1.0))
    figure = chart.draw(Chart("t", "x", "y", (series,), surface=surface, mark=Mark("minimum", 0.0, 1.0)), "c")
    parsed(figure.svg)
    assert ("target", "minimum") in figure.legend


@pytest.mark.parametrize("far", [1e308, -1.7e308, 1e12, math.inf, math.nan, 5e-324])
@pytest.mark.parametrize("near", [[], [(-1.2, 1.0), (1.0, 1.0)]])
def test_a_path_that_runs_off_makes_a_chart_of_what_is_near(far: float, near: list[tuple[float, float]]) -> None:
    """Nothing but the student's own path says what part of the plane there is to see."""
    points = np.array([*near, (far, 1.0), (0.0, far)])
    drawn = draw_path(points, surface=lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, minimum=(1.0, 1.0))
    assert drawn is not None
    assert drawn.surface is not None
    assert drawn.surface.x[1] < 2
    parsed(chart.draw(drawn, "p").svg)


def test_contours_of_a_slope_are_straight_and_in_place() -> None:
    slope = Surface((0.0, 4.0), (0.0, 2.0), tuple(tuple(float(j) for j in range(5)) for _ in range(3)), (1.5,))
    found = list(segments(slope, 1.5))
    assert len(found) == 2
    assert {x for piece in found for x, _ in piece} == {1.5}
    assert {y for piece in found for _, y in piece} == {0.0, 1.0, 2.0}


def test_nothing_of_a_title_becomes_markup() -> None:
    hostile = Chart(HOSTILE, HOSTILE, HOSTILE, (Series(HOSTILE, "got", (0.0,), (1.0,)),), Level(HOSTILE, 1.0))
    svg = chart.draw(hostile, "c").svg
    tags = {node.tag for node in parsed(svg).iter()}
    assert tags <= {"svg", "title", "desc", "path", "text"}
    assert HOSTILE in words(svg)
    figure = heat.draw(HeatMaps(HOSTILE, ((1.0,),), ((2.0,),), ((0, 0),), axes=(HOSTILE, HOSTILE)), "p")
    assert HOSTILE in words(figure.got)
    assert element("text", HOSTILE, class_=HOSTILE).count("<") == 2


@pytest.mark.parametrize(
    ("value", "text"), [(-0.04, "0"), (1.26, "1.3"), (3.0, "3"), (math.nan, "0"), (math.inf, "9999"), (-1e9, "-9999")]
)
def test_coordinates_are_short_and_finite(value: float, text: str) -> None:
    assert coordinate(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.5, "2.5"), (-0.12345, "−0.1235"), (1e30, "1e30"), (-1e-7, "−1e-7".replace("-7", "−7")), (math.inf, "∞"),
     (-math.inf, "−∞"), (math.nan, "nan"), (-0.0, "0"), (19.0, "19")],
)  # fmt: skip
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((0.1234, 0.5), ["0.123", "0.500"]),
        ((-0.1234, 0.5), ["−0.12", "0.50"]),
        ((-12.5, 0.123), ["−12.5", "0.1"]),
        ((3.0, 250.0), ["3", "250"]),
        ((0.0004, 0.5), ["0.000", "0.500"]),
        ((-0.0001, 0.5), ["0.000", "0.500"]),
        ((0.0004, 0.0003), None),
        ((123456.0, 1.0), None),
        ((math.nan, math.inf, 1.0), ["nan", "∞", "1"]),
    ],
)
def test_cells_have_the_same_decimals(values: tuple[float, ...], texts: list[str] | None) -> None:
    assert cell_texts(values, 5) == texts


@given(st.lists(FLOATS, max_size=5), st.lists(FLOATS, max_size=5))
def test_every_range_has_a_few_round_ticks(main: list[float], others: list[float]) -> None:
    low, high = extent(main, others)
    assert -math.inf < low < high < math.inf
    found = ticks(low, high)
    assert 1 <= len(found) <= 5
    scale = Scale(low, high, 0.0, 100.0)
    assert all(-1.0 <= scale(value) <= 101.0 for value in found)
