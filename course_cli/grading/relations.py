"""Known ways of being wrong: what a wrong answer is to the right one, when that can be said for certain.

A relation is claimed only when it holds for every element at the comparison's own tolerance, when there are enough
clearly different elements for it not to be chance, and when no other relation explains the answer as well. Its text
states the fact; what may have caused it is put as a question.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np

from course_cli.language import counted
from course_cli.language import translated as _

Values: TypeAlias = "np.ndarray[Any, Any]"
Allowed: TypeAlias = Callable[[Values], Values]

_SIZE_LIMIT: Final = 100_000
_EXACT_INT: Final = 2.0**53
_ENOUGH: Final = 3  # clearly different elements a claim needs
_CLEARLY: Final = 10.0  # times the tolerance
_LISTED: Final = 5


@dataclass(frozen=True)
class _Case:
    """What came out and what should have, both float64 and finite; `allowed` gives the tolerance around a value."""

    got: Values
    expected: Values
    allowed: Allowed
    is_float64: bool

    def same(self, got: Values, reference: Values) -> bool:
        return bool(np.all(np.abs(got - reference) <= self.allowed(reference)))

    def distinct(self, values: Values) -> int:
        """How many clearly different numbers there are."""
        if not values.size:
            return 0
        ordered = np.sort(values, axis=None)
        gaps = np.diff(ordered) > _CLEARLY * self.allowed(ordered[1:]) + np.spacing(np.abs(ordered[1:]))
        return 1 + int(np.count_nonzero(gaps))

    @cached_property
    def varied(self) -> bool:
        return self.distinct(self.expected) >= _ENOUGH

    @cached_property
    def telling(self) -> bool:
        """Whether already two numbers are no chance: they are no whole ones."""
        return self.distinct(self.expected) >= 2 and not np.any(self.expected == np.rint(self.expected))


def explain(got: Values, expected: Values, allowed: Allowed) -> str | None:
    """What a wrong answer of the right shape is to the right one, or None.

    Args:
        got, expected: same shape, any real dtype.
        allowed: the tolerance around each element of an array.
    """
    if got.dtype.kind == "b":
        return _opposite(got, expected)
    case = _case(got, expected, allowed)
    if case is None:
        return None
    with np.errstate(all="ignore"):
        facts = [fact for relation in _RELATIONS if (fact := relation(case))]
        if facts:
            return facts[0] if len(facts) == 1 else None
        return next((fact for relation in _WEAKER if (fact := relation(case))), None)


def explain_shape(got: Values, expected: Values, allowed: Allowed) -> str | None:
    """What a wrong answer of another shape is to the right one, or None."""
    case = _case(got, expected, allowed)
    if case is None or not (case.varied or case.telling):
        return _broadcast(got.shape, expected.shape)
    with np.errstate(all="ignore"):
        facts = list(_reshaped(case))
        if not facts and case.varied:
            facts = list(_reduced(case)) or list(_cut(case))
    return facts[0] if len(facts) == 1 else _broadcast(got.shape, expected.shape)


def differing_part(bad: Values) -> str | None:
    """Which rows or columns hold all that is wrong, when the others are right throughout.

    Args:
        bad: mask of the elements that differ.
    """
    if bad.ndim < 2:
        return None
    for axis in (0, bad.ndim - 1):
        wrong = np.asarray(bad.any(axis=tuple(other for other in range(bad.ndim) if other != axis)))
        if wrong.all() or len(wrong) < 2:
            continue
        wrong_at, right_at = np.flatnonzero(wrong), np.flatnonzero(~wrong)
        if len(right_at) <= 2 < len(wrong_at):
            return counted("only {1} is right", "only {1} are right", len(right_at), _places(right_at, axis, bad.ndim))
        return counted("only {1} differs", "only {1} differ", len(wrong_at), _places(wrong_at, axis, bad.ndim))
    return None


def _case(got: Values, expected: Values, allowed: Allowed) -> _Case | None:
    if not got.size or not expected.size or max(got.size, expected.size) > _SIZE_LIMIT:
        return None
    if got.dtype.kind not in "iuf" or expected.dtype.kind not in "iuf":
        return None
    g, e = got.astype(np.float64), expected.astype(np.float64)
    if not (np.isfinite(g).all() and np.isfinite(e).all()):
        return None
    if any(a.dtype.kind in "iu" and np.abs(b).max() > _EXACT_INT for a, b in ((got, g), (expected, e))):
        return None
    return _Case(g, e, allowed, expected.dtype == np.float64)


def _opposite(got: Values, expected: Values) -> str | None:
    if expected.size >= _ENOUGH and expected.any() and not expected.all() and np.array_equal(got, ~expected):
        return _("every element is the opposite: True and False are swapped")
    return None


# --- relations between arrays of one shape


def _multiple(case: _Case) -> str | None:
    top = np.unravel_index(int(np.argmax(np.abs(case.expected))), case.expected.shape)
    if not case.varied or not case.expected[top]:
        return None
    k = float(case.got[top] / case.expected[top])
    if abs(k) < 1e-6 or abs(k - 1) < 1e-3 or not case.same(case.got, k * case.expected):
        return None
    if case.distinct(k * case.expected) < _ENOUGH:
        return None
    if math.isclose(k, -1, rel_tol=1e-3):
        return _("the sign is flipped: every element is the negative of what was expected")
    if math.isclose(k, 1 / math.log(2), rel_tol=1e-4):
        return _("every element is 1.4427 = 1/ln 2 times what was expected: log2 in place of log?")
    if math.isclose(k, 1 / math.log(10), rel_tol=1e-4):
        return _("every element is 0.4343 = 1/ln 10 times what was expected: log10 in place of log?")
    whole, part = round(k), round(1 / k)
    if whole >= 2 and math.isclose(k, whole, rel_tol=1e-3):
        if whole == 2:
            return _("every element is 2 times too large: is a factor missing?")
        fact = _("every element is {} times too large: is a factor missing, or a sum taken in place of a mean?")
        return fact.format(whole)
    if part >= 2 and math.isclose(k, 1 / part, rel_tol=1e-3):
        if part == 2:
            return _("every element is 1/2 of what was expected: is there a factor too many?")
        fact = _("every element is 1/{} of what was expected: a factor too many, or a mean in place of a sum?")
        return fact.format(part)
    return _("every element is {:.4g} times what was expected: is a factor missing, or one too many?").format(k)


def _offset(case: _Case) -> str | None:
    c = float(np.median(case.got - case.expected))
    if not case.varied or not case.same(case.got, case.expected + c) or not _clearly_nonzero(case, c):
        return None
    if c > 0:
        return _("every element is {:.4g} too large: is a term missing, or one too many?").format(c)
    return _("every element is {:.4g} too small: is a term missing, or one too many?").format(-c)


def _row_offset(case: _Case) -> str | None:
    """The same vector added to every row, as a bias is."""
    if case.expected.ndim != 2 or case.expected.shape[0] < _ENOUGH or case.expected.shape[1] < 2:
        return None
    shift = np.median(case.got - case.expected, axis=0)  # (columns,)
    if not case.varied or case.distinct(shift) < 2 or not case.same(case.got, case.expected + shift):
        return None
    if not any(case.distinct(column) >= _ENOUGH for column in case.expected.T):
        return None
    return _("every row is off by one and the same vector: was a bias left out, or added twice?")


def _transposed(case: _Case) -> str | None:
    shape = case.expected.shape
    if len(shape) < 2 or shape[-1] != shape[-2] or not case.varied:
        return None
    if not case.same(case.got, np.swapaxes(case.expected, -1, -2)):
        return None
    return _("this is the transpose of what was expected: rows and columns are swapped")


def _reversed(case: _Case) -> str | None:
    if not case.varied:
        return None
    for axis, size in enumerate(case.expected.shape):
        if size >= 2 and case.same(case.got, np.flip(case.expected, axis)):
            return _("the right values, but in reverse order{}").format(_along(axis, case.expected.ndim))
    if case.expected.ndim >= 2 and case.same(case.got, np.flip(case.expected)):
        return _("the right values, but in reverse order along every axis")
    return None


def _shifted(case: _Case) -> str | None:
    for axis, size in enumerate(case.expected.shape):
        if size <= _ENOUGH:
            continue
        got, expected = np.moveaxis(case.got, axis, 0), np.moveaxis(case.expected, axis, 0)
        where = _along(axis, case.expected.ndim)
        late = _("the right values, but one step too late{}: off by one?")
        early = _("the right values, but one step too early{}: off by one?")
        for ours, theirs, fact in ((got[1:], expected[:-1], late), (got[:-1], expected[1:], early)):
            if case.distinct(theirs) >= _ENOUGH and case.same(ours, theirs):
                return fact.format(where)
    return None


def _complement(case: _Case) -> str | None:
    if case.varied and case.same(case.got, 1.0 - case.expected):
        return _("every element is 1 minus what was expected")
    return None


def _function(case: _Case) -> str | None:
    e = case.expected
    if not case.varied:
        return None
    both_signs = min(case.distinct(e[e > 0]), case.distinct(e[e < 0])) >= 2
    candidates: list[tuple[bool, Callable[[Values], Values], str]] = [
        (True, np.exp, _("every element is exp of what was expected")),
        (bool((e > 0).all()), np.log, _("every element is the logarithm of what was expected")),
        (True, np.square, _("every element is the square of what was expected: is a root missing?")),
        (bool((e >= 0).all()), np.sqrt, _("every element is the square root of what was expected")),
        (both_signs, np.abs, _("every element is the absolute value of what was expected: the signs are lost")),
        (both_signs, lambda x: np.maximum(x, 0.0), _("everything negative has become 0: was relu applied here?")),
        (True, lambda x: 1.0 / (1.0 + np.exp(-x)), _("every element is the sigmoid of what was expected")),
        (True, np.tanh, _("every element is tanh of what was expected")),
    ]
    for applies, function, fact in candidates:
        if applies and case.distinct(reference := function(e)) >= _ENOUGH and case.same(case.got, reference):
            return fact
    return None


def _single_precision(case: _Case) -> str | None:
    """Right to float32's seven digits where the tolerance shows that float64's were asked for."""
    scale = float(np.abs(case.expected).max())
    largest = float(np.max(case.allowed(np.full(1, scale))))
    worst = float(np.abs(case.got - case.expected).max())
    if case.is_float64 and case.varied and max(largest, 1e-9 * scale) < worst <= 3e-7 * scale:
        return _("right to about 7 digits only: was a part of it computed in float32?")
    return None


# --- facts that say less, and are only worth saying when nothing above holds


def _wrong_normalisation(case: _Case) -> str | None:
    e, g = case.expected, case.got
    if e.ndim < 2 or min(e.shape[-2:]) < 2 or not ((e > 0) & (e < 1)).any() or (e < 0).any():
        return None
    if not np.allclose(e.sum(-1), 1.0, rtol=0, atol=1e-2 if _coarse(case) else 1e-4):
        return None
    sums = g.sum(-1)
    worst = np.unravel_index(int(np.argmax(np.abs(sums - 1.0))), sums.shape)
    if abs(sums[worst] - 1.0) < 0.05:
        return None
    if (g >= 0).all() and np.allclose(g.sum(-2), 1.0, rtol=0, atol=1e-3):
        return _("the columns sum to 1, and the rows should: was the other axis summed over?")
    fact = _("row {} sums to {:.3g} where every row should sum to 1: was the sum taken along another axis?")
    return fact.format(_index(worst), sums[worst])


def _constant(case: _Case) -> str | None:
    if case.varied and np.ptp(case.got) == 0:
        return _("every element is {:.4g}").format(case.got.flat[0])
    return None


def _reordered(case: _Case) -> str | None:
    if case.expected.ndim != 1 or case.distinct(case.expected) <= _ENOUGH:
        return None
    if case.same(np.sort(case.got), np.sort(case.expected)):
        return _("the right values, but in another order")
    return None


_RELATIONS: Final = (
    _multiple, _offset, _row_offset, _transposed, _reversed, _shifted, _complement, _function, _single_precision,
)  # fmt: skip
_WEAKER: Final = (_wrong_normalisation, _constant, _reordered)


# --- relations between arrays of two shapes


def _reshaped(case: _Case) -> Iterator[str]:
    g, e = case.got, case.expected
    if g.size != e.size:
        return
    if case.same(g.ravel(), e.ravel()):
        yield _("the values are right, only the shape is not")
    elif e.ndim >= 2 and g.shape == np.swapaxes(e, -1, -2).shape and case.same(g, np.swapaxes(e, -1, -2)):
        yield _("the values are those of the transpose: rows and columns are swapped")


def _reduced(case: _Case) -> Iterator[str]:
    g, e = case.got, case.expected
    if g.size == 1:
        one = g.reshape(())
        mean = _("it is the mean of the {} values expected: give each of them")
        total = _("it is the sum of the {} values expected: give each of them")
        for fact, value in ((mean, e.mean()), (total, e.sum())):
            if case.same(one, np.asarray(value)):
                yield fact.format(e.size)
        return
    for axis in range(e.ndim):
        before, after = e.shape[:axis], e.shape[axis + 1 :]
        if g.shape not in ((*before, *after), (*before, 1, *after)):
            continue
        mean = _("it is the mean of what was expected, taken{}")
        total = _("it is the sum of what was expected, taken{}")
        for fact, values in ((mean, e.mean(axis)), (total, e.sum(axis))):
            if e.shape[axis] > 1 and case.distinct(values) >= 2 and case.same(g.reshape(values.shape), values):
                yield fact.format(_along(axis, e.ndim))


def _cut(case: _Case) -> Iterator[str]:
    g, e = case.got, case.expected
    if g.ndim != e.ndim or g.shape[1:] != e.shape[1:] or not 0 < len(g) < len(e) or case.distinct(g) < _ENOUGH:
        return
    missing = len(e) - len(g)
    if case.same(g, e[: len(g)]):
        if e.ndim == 1:
            yield counted(
                "right, but the last element is missing", "right, but the last {0} elements are missing", missing
            )
        else:
            yield counted("right, but the last row is missing", "right, but the last {0} rows are missing", missing)
    if case.same(g, e[missing:]):
        if e.ndim == 1:
            yield counted(
                "right, but the first element is missing", "right, but the first {0} elements are missing", missing
            )
        else:
            yield counted("right, but the first row is missing", "right, but the first {0} rows are missing", missing)


def _broadcast(got: tuple[int, ...], expected: tuple[int, ...]) -> str | None:
    n = max(expected, default=0)
    if n > 1 and got == (n, n) and expected in ((n,), (n, 1), (1, n)):
        return _("did a shape ({0},) meet a shape ({0}, 1) and broadcast?").format(n)
    return None


# --- words


def _clearly_nonzero(case: _Case, c: float) -> bool:
    return abs(c) > 100 * float(np.max(case.allowed(case.expected)))


def _coarse(case: _Case) -> bool:
    return float(np.max(case.allowed(np.ones(1)))) > 1e-3


def _along(axis: int, ndim: int) -> str:
    if ndim == 1:
        return ""
    if ndim == 2:
        return (_(" down the rows"), _(" along each row"))[axis]
    return _(" along axis {}").format(axis)


def _index(index: tuple[Any, ...]) -> str:
    return str(int(index[0])) if len(index) == 1 else f"[{', '.join(str(int(i)) for i in index)}]"


def _places(indices: Values, axis: int, ndim: int) -> str:
    *most, last = (str(int(i)) for i in indices[:_LISTED])
    shown = _("{} and {}").format(", ".join(most), last) if most else last
    if len(indices) > _LISTED:
        shown = _("{} and {} more").format(", ".join((*most, last)), len(indices) - _LISTED)
    if ndim > 2:
        return counted("index {1} of axis {2}", "indices {1} of axis {2}", len(indices), shown, axis)
    if axis == 0:
        return counted("row {1}", "rows {1}", len(indices), shown)
    return counted("column {1}", "columns {1}", len(indices), shown)
