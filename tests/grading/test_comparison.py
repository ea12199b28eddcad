from __future__ import annotations

import itertools
import math
import timeit
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_cli.grading import relations
from course_cli.grading.comparison import compare
from course_cli.grading.inputs import Inputs

T = torch.tensor
X = T([[1.54, -0.29, -2.17], [0.56, -1.08, -1.39], [0.4, 0.83, -0.71]])
TALL = T(
    [
        [1.5, -0.3, 2.2, 0.7],
        [0.6, 1.1, -1.4, 0.2],
        [0.4, -0.8, 0.9, 1.7],
        [2.5, 0.1, -0.6, 3.1],
        [-1.9, 0.35, 1.25, 0.05],
    ]
)


def message(got: Any, expected: Any, **options: Any) -> str:
    difference = compare(got, expected, **options)
    assert difference is not None
    return difference.message


PLAIN = [
    None,
    True,
    3,
    0.5,
    math.nan,
    -math.inf,
    1 + 2j,
    "good fit",
    [1, (2.0, {"W": X})],
    X,
    X.half(),
    X.bfloat16(),
    T([math.nan, math.inf, -math.inf, 0.0]),
    T(1.0),
    torch.empty(0, 3),
    T([1 + 2j]),
    T([complex(math.nan, math.inf)]),
    T([True, False]),
    T([2**62, -5]),
    X.double().numpy(),
    np.zeros((0, 2)),
    np.arange(3, dtype=np.uint8),
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
@pytest.mark.parametrize("exact", [False, True])
def test_everything_agrees_with_itself(value: Any, exact: bool) -> None:
    assert compare(value, value, exact=exact) is None


@pytest.mark.parametrize(("left", "right"), list(itertools.permutations(range(len(PLAIN)), 2)))
def test_nothing_agrees_with_anything_else(left: int, right: int) -> None:
    assert compare(PLAIN[left], PLAIN[right]) is not None


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (None, X, "returned None: did you forget `return`?"),
        (None, 3, "returned None: did you forget `return`?"),
        ([1.0], X, "returned a list, expected a tensor"),
        (X.numpy(), X, "returned a NumPy array, expected a tensor"),
        (X, X.numpy(), "returned a tensor, expected a NumPy array"),
        (T(0.5), 0.5, "returned a tensor, expected a float: take the number out with .item()"),
        (X, 0.5, "returned a tensor, expected a float"),
        (1, 1.0, "returned an int, expected a float"),
        (True, 1, "returned a bool, expected an int"),
        (1, True, "returned an int, expected a bool"),
        ((1, 2), [1, 2], "returned a tuple, expected a list"),
        (object(), X, "returned an object of another type, expected a tensor"),
        ((1, 2, 3), (1, 2), "a tuple of 3 elements instead of 2"),
        ([1], [], "a list of 1 element instead of 0"),
        ([1, None], [1, X], "element 1: None, expected a tensor"),
        ([1, [2, 3]], [1, [2, 4]], "element 1 of element 1: 3 instead of 4"),
        ({"W": (1, 2.0)}, {"W": (1, 3.0)}, "element 1 of entry 'W': 2 instead of 3"),
        ({}, {"W": 1}, "the key 'W' is missing"),
        ({"W": 1, "b": 2}, {"W": 1}, "the key 'b' was not expected"),
        ({True: 1}, {1: 1}, "the key 1 is missing"),
        ("overfit", "overfitting", "'overfit' instead of 'overfitting'"),
        (math.nan, 0.5, "nan instead of 0.5"),
        (0.5, 0.75, "0.5 instead of 0.75"),
        (False, True, "False instead of True"),
    ],
)
def test_types_and_containers(got: Any, expected: Any, text: str) -> None:
    assert message(got, expected) == text


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (T([1.0, 1.0]), T([[1.0], [1.0]]), "shape (2,) instead of (2, 1)"),
        (T([[1.0]]), T(1.0), "shape (1, 1) instead of ()"),
        (T(0.5), T([[0.5, 0.5]]), "shape () instead of (1, 2)"),
        (np.ones((1, 2)), np.ones(2), "shape (1, 2) instead of (2,)"),
        (T([[0.0], [1.0]]), T([[0.0, 1.0]]), "shape (2, 1) instead of (1, 2)"),
        (
            T([[0.3], [0.7]]),
            T([[0.3, 0.7]]),
            "shape (2, 1) instead of (1, 2): the values are right, only the shape is not",
        ),
        (X.flatten(), X, "shape (9,) instead of (3, 3): the values are right, only the shape is not"),
        (TALL.T, TALL, "the values are those of the transpose"),
        (TALL.mean(), TALL[:, 0], "shape () instead of (5,)"),
        (TALL[:, 0].mean(), TALL[:, 0], "it is the mean of the 5 values expected: give each of them"),
        (TALL[:, 0].sum(), TALL[:, 0], "it is the sum of the 5 values expected: give each of them"),
        (TALL.mean(0), TALL, "it is the mean of what was expected, taken down the rows"),
        (TALL.sum(1, keepdim=True), TALL, "it is the sum of what was expected, taken along each row"),
        (TALL[:-1], TALL, "right, but the last row is missing"),
        (TALL[2:], TALL, "right, but the first 2 rows are missing"),
        (X[:, 0] - X[:, :1], X[:, 0], "did a shape (3,) meet a shape (3, 1) and broadcast?"),
        (T([[1.0, 2.0, 3.0]]), T([[1.0, 2.0]]), "shape (1, 3) instead of (1, 2)"),
    ],
)
def test_shapes_are_never_broadcast(got: Any, expected: Any, text: str) -> None:
    assert text in message(got, expected)


def test_axes_are_named() -> None:
    text = message(torch.zeros(4), torch.zeros(4, 3), axes=("batch_size", "num_classes"))
    assert text == "shape (4,) instead of (batch_size, num_classes) = (4, 3)"


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (X, X.double(), "dtype float32 instead of float64: keep the input's dtype"),
        (X, X.half(), "dtype float32 instead of float16: keep the input's dtype"),
        (X.double(), X, "dtype float64 instead of float32"),
        (T([True]), T([1]), "dtype bool instead of int64"),
        (T([1], dtype=torch.int32), T([1]), "dtype int32 instead of int64"),
        (np.ones(2, np.float32), np.ones(2), "dtype float32 instead of float64"),
    ],
)
def test_dtypes_are_those_expected(got: Any, expected: Any, text: str) -> None:
    assert message(got, expected) == text


def test_the_device_is_the_cpu() -> None:
    assert message(torch.empty(2, device="meta"), torch.zeros(2)) == "on device meta instead of cpu"


@pytest.mark.parametrize(
    ("dtype", "inside", "outside"),
    [
        (torch.float64, 1.9e-9, 2.1e-9),
        (torch.float32, 1.0e-5, 1.2e-5),
        (torch.float16, 1.9e-2, 2.2e-2),
        (torch.bfloat16, 1.5e-2, 2.4e-2),
    ],
)
def test_tolerance_of_each_dtype(dtype: torch.dtype, inside: float, outside: float) -> None:
    one = torch.ones(2, dtype=torch.float64)
    for sign in (1, -1):
        assert compare((one + sign * inside).to(dtype), one.to(dtype)) is None
        assert compare((one + sign * outside).to(dtype), one.to(dtype)) is not None


def test_tolerance_options() -> None:
    assert compare(T([1.1]), T([1.0]), rtol=0.2) is None
    assert compare(T([1.1]), T([1.0]), atol=0.2) is None
    assert compare(T([0.001]), T([0.0]), magnitude=1e4) is None
    assert compare(T([0.01]), T([0.0]), magnitude=1e4) is not None
    assert compare(T([2e-9]), T([1e-9]), magnitude=1e-9) is not None
    assert compare(T([1.0 + 1e-7], dtype=torch.float64), T([1.0], dtype=torch.float64), rtol=1e-6) is None
    assert compare(3, 4, rtol=10, atol=10) is not None
    assert compare(T([3]), T([4]), rtol=10, atol=10) is not None
    for bad in ({"rtol": -1.0}, {"atol": math.nan}, {"magnitude": math.inf}):
        with pytest.raises(ValueError, match="finite number"):
            compare(X, X, **bad)


def test_tolerance_is_that_of_the_expected_value_only_where_it_is_finite() -> None:
    for expected in (math.inf, -math.inf, math.nan):
        for got in (0.0, 1e30, math.inf, -math.inf, math.nan):
            agrees = got == expected or (got != got and expected != expected)
            for wrap in (lambda v: v, lambda v: T([v, 1.0]), lambda v: np.array([v, 1.0])):
                assert (compare(wrap(got), wrap(expected)) is None) == agrees
    assert compare(T([math.inf]), T([3e38])) is not None


def test_integers_beyond_float64_are_compared_exactly() -> None:
    assert message(T([2**60 + 1]), T([2**60])) == "1152921504606846977 instead of 1152921504606846976"
    assert compare(2**70 + 1, 2**70) is not None


def test_complex_parts_are_both_judged() -> None:
    z = T([1 + 2j, 3 - 1j], dtype=torch.complex128)
    assert compare(z + 1e-10j, z) is None
    assert compare(z.conj(), z) is not None
    assert compare(z.conj().conj(), z) is None
    assert "1+2.1j instead of 1+2j" in message(z + T([0.1j, 0]), z)


def test_exact_has_no_tolerance() -> None:
    assert compare(T([1.0]), T([1.0 + 2**-23]), exact=True) is not None
    assert compare(0.1 + 0.2, 0.3, exact=True) is not None
    assert compare(T([0.0]), T([-0.0]), exact=True) is None


def test_expected_may_be_a_numpy_scalar_or_a_parameter_and_must_be_plain() -> None:
    assert compare(0.5, np.float64(0.5)) is None
    assert compare(X, torch.nn.Parameter(X)) is None
    assert compare(X, X.clone().requires_grad_()) is None
    for odd in (object(), {1, 2}, np.array(["a"])):
        with pytest.raises(TypeError, match="cannot compare"):
            compare(np.array(["a"]), odd)


def test_subclasses_of_plain_types_never_agree() -> None:
    class Agreeable(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    assert compare(Agreeable(2.0), 1.0) is not None
    assert compare([Agreeable(2.0)], [2.0]) is not None
    assert compare(torch.nn.Parameter(X), X) is not None


def test_nan_and_inf_are_pointed_at() -> None:
    Y = X.clone()
    Y[0, 1] = math.nan
    assert message(Y, X) == "contains nan at [0, 1], where -0.29 was expected"
    Y[2, 2] = Y[2, 1] = math.nan
    Y[1, 1] = math.inf
    assert message(Y, X) == "contains nan at [0, 1] and 2 other places, where -0.29 was expected"
    Z = X.clone()
    Z[1, 0] = -math.inf
    assert message(Z, X) == "contains -inf at [1, 0], where 0.56 was expected"
    assert message(X, Z) == "only row 1 differs (1 of 9 elements differs, at [1, 0]: 0.56 instead of -inf)"
    assert message(T([math.inf, 1.0]), T([-math.inf, 1.0])) == "1 of 2 elements differs, at [0]: inf instead of -inf"


def test_the_worst_element_is_named_and_shown() -> None:
    big = Inputs(1).normal(64, 10)
    wrong = big.clone()
    wrong[3, 7] += 1e-4
    wrong[9, 2] += 1.0
    difference = compare(wrong, big)
    assert difference is not None
    assert "2 of 640 elements differ, most at [9, 2]" in difference.message
    assert "at [9, 1:4]" in difference.got
    assert "only rows 3 and 9 differ" in difference.message


@settings(deadline=None, max_examples=60, database=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-15, 1e-3))
def test_what_is_printed_differs_whenever_the_values_do(value: float, step: float) -> None:
    for dtype in (torch.float32, torch.float64):
        expected = T([value, 1.0], dtype=dtype)
        got = T([value * (1 + step), 1.0], dtype=dtype)
        difference = compare(got, expected, exact=True)
        if not torch.equal(got, expected):
            assert difference is not None
            assert difference.got != difference.expected


def test_texts_stay_within_their_limit() -> None:
    for got, expected in (("x" * 10**6, "y"), ([1] * 10**5, [1]), ({"k" * 5000: 1}, {"j" * 5000: 1})):
        difference = compare(got, expected)
        assert difference is not None
        assert max(len(difference.message), len(difference.got), len(difference.expected)) <= 2000


def test_a_comparison_is_fast() -> None:
    Y = X.clone()
    assert min(timeit.repeat(lambda: compare(Y, X), number=200, repeat=5)) / 200 < 1e-4


# --- relations


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (lambda X: X.T, "this is the transpose"),
        (lambda X: -X, "the sign is flipped"),
        (lambda X: 2 * X, "every element is 2 times too large: is a factor missing?"),
        (lambda X: X / 2, "every element is 1/2 of what was expected: is there a factor too many?"),
        (
            lambda X: 7 * X,
            "every element is 7 times too large: is a factor missing, or a sum taken in place of a mean?",
        ),
        (lambda X: X / 7, "every element is 1/7 of what was expected: a factor too many, or a mean in place of a sum?"),
        (lambda X: X / math.log(2), "log2 in place of log?"),
        (lambda X: X / math.log(10), "log10 in place of log?"),
        (lambda X: -3.7 * X, "every element is -3.7 times what was expected"),
        (lambda X: X + 0.25, "every element is 0.25 too large"),
        (lambda X: X - 0.25, "every element is 0.25 too small"),
        (lambda X: X + T([0.5, -1.0, 2.0]), "every row is off by one and the same vector: was a bias left out"),
        (lambda X: X.flip(0), "in reverse order down the rows"),
        (lambda X: X.flip(1), "in reverse order along each row"),
        (lambda X: X.flip(0, 1), "in reverse order along every axis"),
        (lambda X: 1 - X, "1 minus what was expected"),
        (lambda X: X.exp(), "exp of what was expected"),
        (lambda X: X.square(), "the square of what was expected"),
        (lambda X: X.abs(), "the signs are lost"),
        (lambda X: X.relu(), "was relu applied here?"),
        (lambda X: X.sigmoid(), "the sigmoid of what was expected"),
        (lambda X: X.tanh(), "tanh of what was expected"),
        (lambda X: torch.zeros(3, 3), "every element is 0 "),
        (lambda X: X + T([[0.0], [0.5], [0.0]]), "only row 1 differs"),
        (lambda X: X + T([[0.5], [0.25], [0.0]]) * X, "only rows 0 and 1 differ"),
        (lambda X: X + T([[0.5, 0.0, 0.0]]) * X * X, "only column 0 differs"),
    ],
)
@pytest.mark.parametrize("kind", ["float32", "float64", "numpy"])
def test_known_wrong_answers_are_recognised(wrong: Callable[[Any], Any], text: str, kind: str) -> None:
    expected = X if kind == "float32" else X.double()
    got = wrong(expected).to(expected.dtype)
    assert text in (message(got.numpy(), expected.numpy()) if kind == "numpy" else message(got, expected))


def test_more_known_wrong_answers() -> None:
    late = torch.cat([TALL[:1], TALL[:-1]])
    assert "one step too late down the rows" in message(late, TALL)
    assert "one step too early along each row" in message(TALL.roll(-1, 1), TALL)
    P = torch.softmax(TALL, 1)
    assert "the columns sum to 1, and the rows should" in message(torch.softmax(TALL, 0), P)
    assert "where every row should sum to 1" in message(TALL.exp() / TALL.exp().sum(), P)
    assert "the logarithm of what was expected" in message(P.log(), P)
    assert "right to about 7 digits only" in message(TALL.double().sin().float().double(), TALL.double().sin())
    assert "True and False are swapped" in message(~T([True, False, True]), T([True, False, True]))
    assert "every element is 1 too large" in message(T([1, 2, 3, 1]), T([0, 1, 2, 0]))
    v = T([3.0, 1.5, 9.0, 7.0, 2.0])
    assert "the right values, but in another order" in message(v[[1, 0, 3, 4, 2]], v)
    assert "only row 0 is right" in message(torch.cat([TALL[:1], TALL[1:] * TALL[1:].sin()]), TALL)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (T([2.0, 2.0]), T([1.0, 1.0])),  # two elements prove nothing
        (T([0.75, 0.25]), T([0.25, 0.75])),  # reversed, and also 1 minus
        (T([[1.0, 2.0], [2.0, 1.0]]), T([[2.0, 1.0], [1.0, 2.0]])),
        (T([-1.0, 0.0, 1.0, 2.0, 3.0]), T([0.0, 1.0, 2.0, 3.0, 4.0])),  # one less, and also one step late
        (T([0.9, 0.81, 0.729, 0.6561]), T([1.0, 0.9, 0.81, 0.729])),  # 0.9 times, and also one step early
        (T([0.0, 0.0, 0.0]), T([1.0, 1.0, 1.0])),
        (T([1.0, 2.0, 3.0, 4.0]) * (1 + 1e-4), T([1.0, 2.0, 3.0, 4.0])),  # a rounding slip is no factor
        (T([1e-7, 3e-6, 2e-7]), T([2e-7, 6e-6, 4e-7])),  # below the tolerance everything is alike
    ],
)
def test_nothing_is_claimed_on_thin_or_ambiguous_evidence(got: Any, expected: Any) -> None:
    assert "elements differ" in message(got, expected).split(",")[0]


def test_no_relation_is_claimed_of_unrelated_answers() -> None:
    for seed in range(300):
        inputs = Inputs(seed)
        shape = inputs.choice([(3,), (5,), (3, 3), (4, 4), (2, 3), (2, 2, 2)])
        for dtype in (torch.float64, torch.float32, torch.float16):
            got, expected = inputs.normal(*shape, dtype=dtype), inputs.normal(*shape, dtype=dtype)
            assert message(got, expected).startswith(("all ", f"{math.prod(shape) - 1} of "))


def test_every_claim_about_small_integers_is_literally_true() -> None:
    """All 3-vectors over -2..2 in pairs, and random square matrices: whatever is said must hold element by element."""
    facts: dict[str, Callable[[Any, Any], bool]] = {
        "transpose": lambda g, e: np.array_equal(g, e.T),
        "sign is flipped": lambda g, e: np.array_equal(g, -e),
        "reverse order down": lambda g, e: np.array_equal(g, e[::-1]),
        "reverse order along each": lambda g, e: np.array_equal(g, e[:, ::-1]),
        "reverse order along every": lambda g, e: np.array_equal(g, e[::-1, ::-1]),
        "reverse order": lambda g, e: np.array_equal(g, e[::-1]),
        "1 minus": lambda g, e: np.array_equal(g, 1 - e),
        "square of": lambda g, e: np.array_equal(g, e * e),
        "absolute value": lambda g, e: np.array_equal(g, abs(e)),
        "relu": lambda g, e: np.array_equal(g, np.maximum(e, 0)),
        "one and the same vector": lambda g, e: len(np.unique(g - e, axis=0)) == 1,
        "too large: is a term": lambda g, e: len(np.unique(g - e)) == 1,
        "too small": lambda g, e: len(np.unique(g - e)) == 1,
        "times": lambda g, e: np.linalg.matrix_rank(np.stack([g.ravel(), e.ravel()])) == 1,
        "of what was expected:": lambda g, e: np.linalg.matrix_rank(np.stack([g.ravel(), e.ravel()])) == 1,
        "another order": lambda g, e: sorted(g) == sorted(e),
        "every element is": lambda g, e: len(np.unique(g)) == 1,
    }
    generator = np.random.default_rng(0)
    vectors = [np.array(v) for v in itertools.product(range(-2, 3), repeat=3)]
    pairs = list(itertools.product(vectors, vectors))
    pairs += [(generator.integers(-1, 2, (3, 3)), generator.integers(-1, 2, (3, 3))) for _ in range(3000)]
    claims = 0
    for got, expected in pairs:
        text = relations.explain(got, expected, np.zeros_like)
        if np.array_equal(got, expected) or text is None:
            continue
        claims += 1
        assert next(holds for key, holds in facts.items() if key in text)(got, expected), (got, expected, text)
    assert claims > 100
