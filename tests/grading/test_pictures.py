"""What is drawn of two arrays, and what a grader's drawing becomes: bounded, and whatever a student's code returned."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_cli.grading import assert_close, assert_unchanged, draw_curves, draw_heat_maps, draw_path, draws
from course_cli.grading.comparison import compare
from course_cli.grading.drawing import checks_of, gathered
from course_cli.grading.failure import CheckFailure
from course_cli.grading.heat import heat_maps
from course_cli.grading.pictures import MAX_PICTURES, MAX_POINTS, MAX_SIDE, Chart, HeatMaps, Pictures


def picture(got: Any, expected: Any, **how: Any) -> HeatMaps | None:
    """What a comparison that fails would show."""
    difference = compare(got, expected, **how)
    assert difference is not None
    return difference.picture() if difference.picture else None


def test_a_matrix_is_shown_with_the_cells_that_differ() -> None:
    shown = picture(torch.tensor([[1.0, 2.0], [3.0, 5.0]]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert shown == HeatMaps("", ((1.0, 2.0), (3.0, 5.0)), ((1.0, 2.0), (3.0, 4.0)), ((1, 1),))


def test_axes_and_subject_are_named() -> None:
    shown = picture(np.zeros((2, 3)), np.ones((2, 3)), subject="the gradient", axes=("m", "n"))
    assert shown is not None
    assert (shown.caption, shown.axes) == ("the gradient", ("m", "n"))


def test_of_four_axes_the_matrix_with_the_worst_difference_is_shown() -> None:
    expected = torch.zeros(2, 3, 2, 2)
    got = expected.clone()
    got[0, 0, 0, 0], got[1, 2, 0, 1] = 1.0, 7.0
    shown = picture(got, expected)
    assert shown is not None
    assert shown.caption == "the matrix [1, 2]"
    assert shown.got == ((0.0, 7.0), (0.0, 0.0))
    assert shown.differing == ((0, 1),)


def test_a_large_matrix_is_cut_around_the_worst_difference() -> None:
    expected = np.zeros((500, 5))
    got = expected.copy()
    got[250, 3] = 1.0
    shown = picture(got, expected)
    assert shown is not None
    assert shown.caption == "rows 242 to 257 of 500"
    assert shown.origin == (242, 0)
    assert shown.differing == ((8, 3),)
    assert len(shown.got) == 16


@pytest.mark.parametrize(("n", "rows"), [(2, 2), (12, 12), (13, 1), (400, 1)])
def test_a_short_vector_stands_and_a_long_one_lies(n: int, rows: int) -> None:
    shown = picture(np.ones(n), np.zeros(n))
    assert shown is not None
    assert len(shown.got) == rows
    assert len(shown.got[0]) <= MAX_SIDE
    assert shown.axes == ("element",)
    assert shown.caption == ("elements 0 to 15 of 400" if n > MAX_SIDE else "")


def test_two_shapes_are_shown_side_by_side_and_nothing_is_marked() -> None:
    shown = picture(torch.ones(3, 3), torch.ones(2, 2))
    assert shown is not None
    assert shown.caption == "shape (3, 3) instead of (2, 2)"
    assert (len(shown.got), len(shown.expected), shown.differing) == (3, 2, ())


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (torch.tensor(1.0), torch.tensor(2.0)),
        (torch.ones(1, 1), torch.zeros(1, 1)),
        (torch.ones(3), torch.ones(3, 1)),
        (torch.ones(0), torch.ones(2)),
        (torch.ones(40, 2), torch.ones(2, 40)),
        (torch.ones(2, dtype=torch.complex64), torch.zeros(2, dtype=torch.complex64)),
        (torch.ones(2, 2, 2, 2, 2), torch.zeros(2, 2, 2, 2, 2)),
        (torch.ones(2, dtype=torch.float64), torch.ones(2)),
        (1.0, 2.0),
        ("a", "b"),
        (None, torch.ones(2)),
    ],
)
def test_where_numbers_say_as_much_there_is_no_picture(got: Any, expected: Any) -> None:
    assert picture(got, expected) is None


ARRAYS = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.float16, np.int64, np.bool_, np.uint8]),
    hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=40).filter(lambda shape: math.prod(shape) <= 4000),
)


@given(st.data(), ARRAYS)
def test_whatever_the_arrays_a_picture_is_small(data: st.DataObject, expected: Any) -> None:
    same = data.draw(st.booleans())
    got = data.draw(hnp.arrays(expected.dtype, expected.shape) if same else ARRAYS)
    difference = compare(got, expected)
    shown = difference.picture() if difference is not None and difference.picture else None
    if shown is not None:
        for rows in (shown.got, shown.expected):
            assert 1 <= len(rows) <= MAX_SIDE
            assert {len(row) for row in rows} <= set(range(1, MAX_SIDE + 1))
            assert all(type(value) is float for row in rows for value in row)
        if shown.differing:
            assert len(shown.got) == len(shown.expected)
            assert max(i for i, _ in shown.differing) < len(shown.got)
            assert max(j for _, j in shown.differing) < len(shown.got[0])


def test_a_failed_assertion_carries_its_picture() -> None:
    with pytest.raises(CheckFailure) as caught:
        assert_close(torch.ones(2, 2), torch.zeros(2, 2))
    assert caught.value.picture is not None
    assert isinstance(caught.value.picture(), HeatMaps)


def test_a_changed_argument_is_shown_as_it_was_and_became() -> None:
    class Doubles:
        name = "doubles"

        def observe(self, X: torch.Tensor) -> Any:
            return type("Seen", (), {"value": None, "arguments": (2 * X,), "keyword_arguments": {}})()

    with pytest.raises(CheckFailure) as caught:
        assert_unchanged(Doubles(), torch.ones(2))  # type: ignore[arg-type]
    assert caught.value.picture is not None
    assert caught.value.picture() == heat_maps(np.full(2, 2.0), np.ones(2), np.array([True, True]), (0,))


def test_a_curve_of_odd_values_has_gaps() -> None:
    odd = [1, 2.5, True, torch.tensor(3.0), np.float64(4.0), np.zeros(2), "5", None, 10**400, float("nan")]
    chart = draw_curves(range(12), odd, range(12), x_label="x", y_label="y")
    ours, theirs = chart.series
    assert ours.y[:5] == (1.0, 2.5, 1.0, 3.0, 4.0)
    assert all(map(math.isnan, (*ours.y[5:8], *ours.y[9:])))
    assert ours.y[8] == math.inf
    assert theirs.y == tuple(map(float, range(12)))


@pytest.mark.parametrize("n", [MAX_POINTS, MAX_POINTS + 1, 5000])
def test_a_long_curve_keeps_its_ends(n: int) -> None:
    (line,) = draw_curves(range(n), np.arange(n), x_label="x", y_label="y").series
    assert len(line.x) <= MAX_POINTS
    assert (line.x[0], line.x[-1], line.y[-1]) == (0.0, n - 1.0, n - 1.0)


def bowl(x: Any, y: Any) -> Any:
    return x**2 + 4 * y**2


def test_a_long_path_keeps_its_corners_and_its_ends() -> None:
    zigzag = np.array([(2.0, 1.0), (-1.0, 1.0), (1.0, -1.0)])
    crawl = np.linspace((0.5, 0.1), (0.0, 0.0), 3000)
    chart = draw_path(np.concatenate([zigzag, crawl]), surface=bowl, minimum=(0.0, 0.0))
    assert chart is not None
    (path,) = chart.series
    points = list(zip(path.x, path.y, strict=True))
    assert len(points) <= MAX_POINTS
    assert points[:3] == [tuple(point) for point in zigzag.tolist()]
    assert points[-1] == (0.0, 0.0)
    assert chart.surface is not None
    assert chart.surface.x[0] < -1 < 2 < chart.surface.x[1]
    assert list(chart.surface.levels) == sorted(chart.surface.levels)


def test_a_path_that_runs_off_is_cut_and_shown_where_it_should_have_been() -> None:
    off = np.array([(1.0, 1.0), (1e300, -1e300), (np.nan, 0.0), (np.inf, 1.0)])
    chart = draw_path(off, np.array([(1.0, 1.0), (0.5, 0.2)]), surface=bowl)
    assert chart is not None
    assert chart.surface is not None
    assert chart.surface.x[1] < 2
    assert all(abs(x) <= 1e9 or math.isnan(x) for x in chart.series[0].x)


@pytest.mark.parametrize("got", [None, 3.0, np.zeros(3), np.zeros((0, 2)), np.zeros((2, 3)), np.full((3, 2), np.nan)])
def test_what_is_no_path_is_not_drawn(got: Any) -> None:
    assert draw_path(got, surface=bowl) is None


def test_heat_maps_of_ones_own() -> None:
    shown = draw_heat_maps(torch.tensor([[0.5, np.nan]]), torch.tensor([[0.5, 0.5]]), axes=("query", "key"))
    assert shown is not None
    assert (shown.differing, shown.axes) == (((0, 1),), ("query", "key"))
    for other in (None, 1.0, torch.ones(2, 1)):
        assert draw_heat_maps(other, torch.ones(1, 2)) is None


def test_a_drawing_knows_its_checks() -> None:
    @draws("one", "two")
    def drawing(student: Any, inputs: Any) -> None: ...

    assert checks_of(drawing) == ("one", "two")
    assert checks_of(bowl) == checks_of(3) == ()
    with pytest.raises(ValueError, match="at least one check"):
        draws()


def test_what_a_drawing_returns_is_gathered_and_bounded() -> None:
    chart = draw_curves([0, 1], [0, 1], x_label="x", y_label="y")
    maps = HeatMaps("", ((1.0,),), ((2.0,),))
    drawn = Pictures((replace(maps, caption="a title"),), (replace(chart, caption="a title"),))
    assert gathered([chart, None, maps], "a title") == drawn
    assert not gathered(None, "a title")
    many = gathered([chart] * 9, "a title") + gathered([chart], "a title")
    assert len(many.charts) == MAX_PICTURES
    assert isinstance(many.charts[0], Chart)
    with pytest.raises(TypeError):
        gathered("a picture", "a title")
