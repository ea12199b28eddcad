"""Checks for `positional_encoding`."""

import math

import torch
from torch import Tensor

from course_cli.grading import Rules, assert_close, points

RULES = Rules()
EXPERIMENT = (
    "Print the encoding of 4 positions in 4 dimensions. Row 0 you know without a calculator: is it there? In row 1, "
    "which two columns share an angle, and which angle does the other pair have? Then 5 dimensions: which column has "
    "no partner?"
)

ANGLE = 100.0  # the largest angle, in radians: a float32 of that size is rounded, and so is its sine


def by_hand(num_positions: int, d_model: int) -> Tensor:
    """One entry after the other, in Python floats."""
    P = torch.zeros(num_positions, d_model)
    for p in range(num_positions):
        for column in range(d_model):
            angle = p * math.exp(-(column - column % 2) / d_model * math.log(10000.0))
            P[p, column] = math.cos(angle) if column % 2 else math.sin(angle)
    return P


def as_float32(P: object) -> object:
    return P.float() if isinstance(P, Tensor) else P


def even(inputs, low: int, high: int) -> int:
    return 2 * int(inputs.integers(low, high))


@points(2, hint="sin 0 = 0 and cos 0 = 1: which columns of position 0 hold which?")
def test_sines_and_cosines_alternate(student, inputs):
    """position 0 has 0 (a sine) in even columns and 1 (a cosine) in odd ones"""
    for d_model in (4, even(inputs, 3, 7), 2):
        P = as_float32(student.positional_encoding(3, d_model))
        assert_close(P, torch.zeros(3, d_model), atol=1.001, axes=("num_positions", "d_model"))
        assert_close(P[0], torch.tensor([0.0, 1.0] * (d_model // 2)))


@points(
    3, needs="sines_and_cosines_alternate", hint="A sine and its cosine share an angle. How far does 2i/d_model go?"
)
def test_wavelengths(student, inputs):
    """columns 2i and 2i + 1 hold sine and cosine of position / 10000^(2i / d_model)"""
    for num_positions, d_model in ((6, 4), (3, 2), (5, even(inputs, 4, 9)), (4, 64)):
        assert_close(
            as_float32(student.positional_encoding(num_positions, d_model)),
            by_hand(num_positions, d_model),
            magnitude=ANGLE,
        )


@points(1, needs="wavelengths", hint="Is the angle a whole multiple of the frequency at every position?")
def test_a_hundred_positions(student):
    """positions up to 100 are right"""
    assert_close(as_float32(student.positional_encoding(101, 12)), by_hand(101, 12), magnitude=ANGLE)


@points(2, needs="wavelengths", hint="How many sines and how many cosines has a row of 5 numbers?")
def test_odd_width(student, inputs):
    """an odd d_model works: the last sine has no cosine"""
    for num_positions, d_model in ((6, 5), (4, even(inputs, 3, 9) + 1), (3, 3), (2, 1)):
        assert_close(
            as_float32(student.positional_encoding(num_positions, d_model)),
            by_hand(num_positions, d_model),
            magnitude=ANGLE,
        )


@points(1, needs="wavelengths", hint="num_positions alone sets the number of rows.")
def test_few_positions(student):
    """one position, and none, give a table of that many rows"""
    for num_positions in (1, 0):
        assert_close(as_float32(student.positional_encoding(num_positions, 6)), by_hand(num_positions, 6))


@points(1, needs="sines_and_cosines_alternate", hint="Which dtype do your positions and exponents start with?")
def test_dtype(student):
    """the result is float32"""
    P = student.positional_encoding(4, 6)
    assert_close(P, torch.zeros(4, 6), atol=1.001)
