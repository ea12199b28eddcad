"""Strict comparison of what a student's code returned with what was expected.

Pure: plain data in, a `Difference` with words for it out, or None when they agree. Types, shapes and dtypes must be
those expected; nothing is broadcast or converted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
import torch

from course_cli.course.shapes import shape_with_names
from course_cli.grading import relations
from course_cli.grading.abbreviate import (
    DIGITS,
    abbreviate,
    brief_pair,
    clean,
    digits_to_tell_apart,
    dtype_name,
    is_array,
)
from course_cli.grading.failure import VALUE_WIDTH, WrongShape
from course_cli.grading.heat import heat_maps
from course_cli.grading.pictures import HeatMaps
from course_cli.language import counted, marked
from course_cli.language import translated as _

Values: TypeAlias = "np.ndarray[Any, Any]"


@dataclass(frozen=True)
class Difference:
    """How a value differs from the expected one: a message, and both as short text; `picture` draws them if asked.

    `wrong_shape` tells more where it is a shape whose axes were given no names.
    """

    message: str
    got: str
    expected: str
    picture: Callable[[], HeatMaps | None] | None = field(default=None, compare=False, repr=False)
    wrong_shape: WrongShape | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class _Precision:
    rtol: float
    atol: float
    eps: float


_FLOAT64: Final = _Precision(1e-9, 1e-9, 2.0**-52)
_FLOAT32: Final = _Precision(1e-5, 1e-6, 2.0**-23)
_PRECISION: Final = {
    "float64": _FLOAT64,
    "complex128": _FLOAT64,
    "float32": _FLOAT32,
    "complex64": _FLOAT32,
    "float16": _Precision(1e-2, 1e-2, 2.0**-10),
    "bfloat16": _Precision(1e-2, 1e-2, 2.0**-7),
}

_single_rounding: ContextVar[float] = ContextVar("_single_rounding", default=1.0)

_KINDS: Final = {
    type(None): "None",
    bool: marked("a bool"),
    int: marked("an int"),
    float: marked("a float"),
    complex: marked("a complex number"),
    str: marked("a string"),
    list: marked("a list"),
    tuple: marked("a tuple"),
    dict: marked("a dict"),
    torch.Tensor: marked("a tensor"),
    np.ndarray: marked("a NumPy array"),
}
_NUMBERS: Final = (bool, int, float, complex)


@contextmanager
def single_rounding(factor: float) -> Iterator[None]:
    """Allow `factor` times the usual for float32 in this block: a GPU sums in another order, and its exp is another's.

    Tolerances that a grader states, and those of the other dtypes, stay as they are.
    """
    token = _single_rounding.set(factor)
    try:
        yield
    finally:
        _single_rounding.reset(token)


@dataclass(frozen=True)
class _Tolerance:
    """How far apart floats may be. Numbers of size `magnitude` m are allowed their own rounding, 4 * eps * m, on top
    of what numbers around 1 are; for m < 1 the absolute part shrinks with m."""

    magnitude: float = 1.0
    rtol: float | None = None
    atol: float | None = None
    exact: bool = False

    def __post_init__(self) -> None:
        for name in ("magnitude", "rtol", "atol"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < math.inf:
                raise ValueError(f"{name} must be a finite number >= 0, not {value}")

    def around(self, dtype: str) -> relations.Allowed:
        """The permitted |difference| from each element of an array of that dtype; 0 for integers."""
        precision = _PRECISION.get(dtype)
        if self.exact or precision is None:
            return lambda reference: np.zeros(np.shape(reference))
        factor = _single_rounding.get() if precision is _FLOAT32 else 1.0
        rtol = factor * precision.rtol if self.rtol is None else self.rtol
        atol = factor * precision.atol * min(1.0, self.magnitude) if self.atol is None else self.atol
        atol += factor * 4 * precision.eps * max(0.0, self.magnitude - 1.0)

        def allowed(reference: Values) -> Values:
            size: Values = np.abs(reference)
            return np.where(np.isfinite(size), atol + rtol * size, 0.0)

        return allowed


@dataclass(frozen=True)
class _Place:
    """Where in the answer we are: "" for the whole of it, else "element 1 of entry 'W'"; names of its axes."""

    subject: str = ""
    axes: tuple[str, ...] = ()

    def inside(self, part: str) -> _Place:
        return _Place(_("{0} of {1}").format(part, self.subject) if self.subject else part, self.axes)

    def says(self, fact: str) -> str:
        return _("{}: {}").format(self.subject, fact) if self.subject else fact


def compare(
    got: Any,
    expected: Any,
    *,
    magnitude: float = 1.0,
    rtol: float | None = None,
    atol: float | None = None,
    exact: bool = False,
    subject: str = "",
    axes: Sequence[str] = (),
) -> Difference | None:
    """None if `got` is `expected` within the tolerance, else how they differ.

    Args:
        got: anything; only plain data (None, numbers, str, list, tuple, dict, torch.Tensor, np.ndarray) can agree.
        expected: plain data. NumPy scalars stand for the Python ones; tensors are taken detached.
        magnitude: the size of the numbers that were computed with, when rounding at that size shows in the result.
        rtol, atol: in place of the dtype's own: float64 and Python floats 1e-9 and 1e-9; float32 1e-5 and 1e-6 (or
            what `single_rounding` makes of that);
            float16 and bfloat16 1e-2 and 1e-2. Integers, bools and strings are compared exactly.
        exact: no tolerance at all.
        subject: what is judged, in the message's words, if it is not simply the returned value.
        axes: names of the expected axes, such as ("batch_size", "num_classes"), for the message.

    nan agrees with nan, an infinity with itself, 0.0 with -0.0.

    Raises:
        TypeError: `expected` holds something that is not plain data.
        ValueError: a tolerance is negative or not finite.
    """
    return _compare(got, expected, _Tolerance(magnitude, rtol, atol, exact), _Place(subject, tuple(axes)))


def _compare(got: Any, expected: Any, tolerance: _Tolerance, place: _Place) -> Difference | None:
    if isinstance(expected, np.generic):
        expected = expected.item()
    elif type(expected) is torch.nn.Parameter:
        expected = expected.detach()
    kind = type(expected)
    if kind not in _KINDS:
        raise TypeError(f"cannot compare with a {kind.__name__}: expected values are plain data")
    if type(got) is not kind:
        return _wrong_kind(got, expected, place)
    if is_array(expected):
        return _compare_arrays(got, expected, tolerance, place)
    if kind is list or kind is tuple:
        return _compare_sequences(got, expected, tolerance, place)
    if kind is dict:
        return _compare_dicts(got, expected, tolerance, place)
    if kind is float or kind is complex:
        bad = _differing(np.asarray(got), np.asarray(expected), tolerance.around("float64"))
        return _wrong_scalar(got, expected, place) if bad.any() else None
    return None if got == expected else _wrong_scalar(got, expected, place)


def _wrong_kind(got: Any, expected: Any, place: _Place) -> Difference:
    kind = _(_KINDS.get(type(got), marked("an object of another type")))
    texts = abbreviate(got, VALUE_WIDTH), abbreviate(expected, VALUE_WIDTH)
    if got is None and not place.subject:
        return Difference(_("returned None: did you forget `return`?"), *texts)
    fact = _("{}, expected {}").format(kind, _(_KINDS[type(expected)]))
    if is_array(got) and type(expected) in _NUMBERS and math.prod(got.shape) == 1:
        fact += _(": take the number out with .item()")
    return Difference(place.says(fact) if place.subject else _("returned {}").format(fact), *texts)


def _wrong_scalar(got: Any, expected: Any, place: _Place) -> Difference:
    is_text = type(expected) is str
    texts = (abbreviate(got, 80), abbreviate(expected, 80)) if is_text else brief_pair(got, expected)
    return Difference(
        place.says(_("{} instead of {}").format(*texts)),
        abbreviate(got, VALUE_WIDTH),
        abbreviate(expected, VALUE_WIDTH),
    )


def _compare_sequences(got: Any, expected: Any, tolerance: _Tolerance, place: _Place) -> Difference | None:
    if len(got) != len(expected):
        fact = _("{} of {} instead of {}").format(_(_KINDS[type(got)]), _count(len(got)), len(expected))
        return Difference(place.says(fact), abbreviate(got, VALUE_WIDTH), abbreviate(expected, VALUE_WIDTH))
    for index, (ours, theirs) in enumerate(zip(got, expected, strict=True)):
        if difference := _compare(ours, theirs, tolerance, place.inside(_("element {}").format(index))):
            return difference
    return None


def _compare_dicts(got: Any, expected: Any, tolerance: _Tolerance, place: _Place) -> Difference | None:
    ours, theirs = {(type(key), key) for key in got}, {(type(key), key) for key in expected}
    missing, strange = _("the key {} is missing"), _("the key {} was not expected")
    for keys, wrong in ((theirs - ours, missing), (ours - theirs, strange)):
        if keys:
            fact = wrong.format(min(abbreviate(key, 60) for _kind, key in keys))
            return Difference(place.says(fact), abbreviate(got, VALUE_WIDTH), abbreviate(expected, VALUE_WIDTH))
    for key, value in expected.items():
        if difference := _compare(got[key], value, tolerance, place.inside(_("entry {}").format(abbreviate(key, 60)))):
            return difference
    return None


def _compare_arrays(got: Any, expected: Any, tolerance: _Tolerance, place: _Place) -> Difference | None:
    if isinstance(expected, np.ndarray) and expected.dtype.kind not in "biufc":
        raise TypeError(f"cannot compare with an array of dtype {expected.dtype}")
    shapes, dtypes = (tuple(got.shape), tuple(expected.shape)), (dtype_name(got), dtype_name(expected))
    around = tolerance.around(dtypes[1])
    if shapes[0] != shapes[1]:
        return _wrong_shape(got, expected, around, place)
    if got.dtype != expected.dtype:
        fact = _("dtype {} instead of {}").format(*dtypes)
        default = "float64" if isinstance(expected, np.ndarray) else "float32"
        if "float" in dtypes[0] and "float" in dtypes[1] and dtypes[1] != default:
            fact += _(": keep the input's dtype")
        return _array_difference(got, expected, place, fact)
    if not _on_cpu(got):
        return _array_difference(got, expected, place, _("on device {} instead of cpu").format(got.device))
    ours, theirs = _values(got), _values(expected)
    bad = _differing(ours, theirs, around)
    if not bad.any():
        return None
    return _wrong_values(got, expected, ours, theirs, bad, around, place)


def _wrong_shape(got: Any, expected: Any, around: relations.Allowed, place: _Place) -> Difference:
    shapes, picture, relation = (tuple(got.shape), tuple(expected.shape)), None, None
    if _on_cpu(got):
        ours, theirs = _values(got), _values(expected)
        relation = relations.explain_shape(ours, theirs, around)
        picture = partial(heat_maps, ours, theirs, None, subject=place.subject)

    def message(right: str) -> str:
        fact = _("shape {} instead of {}").format(shapes[0], right)
        return place.says(_("{}: {}").format(fact, relation) if relation else fact)

    named = len(place.axes) == len(shapes[1]) > 0
    return Difference(
        message(shape_with_names(place.axes, shapes[1]) if named else str(shapes[1])),
        abbreviate(got, VALUE_WIDTH),
        abbreviate(expected, VALUE_WIDTH),
        picture,
        None if named else WrongShape(got, shapes[1], message),
    )


def _array_difference(got: Any, expected: Any, place: _Place, fact: str) -> Difference:
    return Difference(place.says(fact), abbreviate(got, VALUE_WIDTH), abbreviate(expected, VALUE_WIDTH))


def _on_cpu(array: Any) -> bool:
    return isinstance(array, np.ndarray) or (array.device.type == "cpu" and array.layout is torch.strided)


def _values(array: Any) -> Values:
    """The elements as NumPy sees them: floats of half precision as float32, the others as they are."""
    if isinstance(array, np.ndarray):
        return array
    array = array.detach()
    if array.dtype.is_floating_point and array.dtype not in (torch.float32, torch.float64):
        array = array.float()
    elif array.dtype.is_complex:
        array = array.resolve_conj()
    values: Values = array.resolve_neg().numpy()
    return values


def _differing(got: Values, expected: Values, around: relations.Allowed) -> Values:
    """Mask of the elements that do not agree; computed in float64, so that no difference rounds or overflows away."""
    if got.dtype.kind in "biu":
        return np.asarray(got != expected)
    if got.dtype.kind == "c":
        allowed = around(expected.astype(np.complex128))
        return _far(got.real, expected.real, allowed) | _far(got.imag, expected.imag, allowed)
    return _far(got, expected, around(expected.astype(np.float64)))


def _far(got: Values, expected: Values, allowed: Values) -> Values:
    g, e = got.astype(np.float64), expected.astype(np.float64)
    with np.errstate(all="ignore"):
        near = (np.abs(g - e) <= allowed) & np.isfinite(e)
        return np.asarray(~(near | (g == e) | (np.isnan(g) & np.isnan(e))))


def _wrong_values(
    got: Any, expected: Any, ours: Values, theirs: Values, bad: Values, around: relations.Allowed, place: _Place
) -> Difference:
    worst = _worst(ours, theirs, bad)
    pair = ours[worst].item(), theirs[worst].item()
    digits = digits_to_tell_apart(*pair) if ours.dtype.kind in "fc" else DIGITS[0]
    texts = brief_pair(*pair)
    at = _(" at [{}]").format(", ".join(map(str, worst))) if worst else ""
    special = next((word for word, test in (("nan", _is_nan), ("inf", _is_inf)) if test(pair[0])), None)
    if special and not (special == "inf" and _is_inf(pair[1])) and ours.size > 1:
        test = np.isnan if special == "nan" else np.isinf
        others = int(np.count_nonzero(bad & test(ours))) - 1
        more = counted(" and {0} other place", " and {0} other places", others) if others else ""
        fact = _("contains {}{}{}, where {} was expected").format(texts[0], at, more, texts[1])
    else:
        fact = _amount(bad, at, texts)
        relation = relations.explain(ours, theirs, around) or relations.differing_part(bad)
        fact = _("{} ({})").format(relation, fact) if relation else fact
    shown = [abbreviate(value, VALUE_WIDTH, digits=digits, focus=worst) for value in (got, expected)]
    picture = partial(heat_maps, ours, theirs, bad, worst, subject=place.subject, axes=place.axes)
    return Difference(clean(place.says(fact)), shown[0], shown[1], picture)


def _worst(ours: Values, theirs: Values, bad: Values) -> tuple[int, ...]:
    """Index of the element to point at: the first nan, else the first infinity, else the largest difference."""
    with np.errstate(all="ignore"):
        if ours.dtype.kind == "c":
            size = np.abs(ours.astype(np.complex128) - theirs.astype(np.complex128))
        else:
            size = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
        if ours.dtype.kind in "fc":
            size = np.where(np.isinf(ours) | np.isnan(size), np.inf, size)
            size = np.where(np.isnan(ours), np.nan, size)
        rank = np.where(np.isnan(size), np.inf, np.minimum(size, np.finfo(np.float64).max))
        rank = np.where(bad, rank, -1.0)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(rank)), rank.shape))


def _amount(bad: Values, at: str, texts: tuple[str, str]) -> str:
    differing, total = int(np.count_nonzero(bad)), bad.size
    value = _("{} instead of {}").format(*texts)
    if total == 1:
        return value
    if differing == 1:
        return _("1 of {} differs,{}: {}").format(_count(total), at, value)
    if differing == total:
        return _("all {} differ, most{}: {}").format(_count(total), at, value)
    return _("{} of {} differ, most{}: {}").format(differing, _count(total), at, value)


def _count(number: int) -> str:
    return counted("{0} element", "{0} elements", number)


def _is_nan(value: Any) -> bool:
    return bool(value != value)


def _is_inf(value: Any) -> bool:
    return bool(np.isinf(value))
