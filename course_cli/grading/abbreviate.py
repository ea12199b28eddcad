"""Values as short text: enough to see what they are, never megabytes, never a method of an object we do not know."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

import numpy as np
import torch

from course_cli.language import translated as _

TEXT_LIMIT: Final = 2000
WIDTH: Final = 200

_DEPTH_LIMIT: Final = 6
_ARGUMENT_LIMIT: Final = 20
_WHOLE_ARRAY: Final = 100  # elements up to which an array may be written out
_INT_BITS: Final = 256
_ELLIPSIS: Final = "..."
_KEPT: Final = str.maketrans("\n\t", "  ")
_BRACKETS: Final[dict[type, tuple[str, str]]] = {list: ("[", "]"), tuple: ("(", ")"), dict: ("{", "}")}

Array: TypeAlias = "torch.Tensor | np.ndarray[Any, Any]"


@dataclass(frozen=True)
class Digits:
    """How floats inside arrays are written: so many decimals; `scientific` for all of them, not only the far sizes."""

    decimals: int = 4
    scientific: bool = False


# The last one writes every float64 so that it reads back the same.
DIGITS: Final = (Digits(4), Digits(6), Digits(8), Digits(12), Digits(8, True), Digits(16, True))

_handlers: dict[type, Callable[[Any], str]] = {}


def register(kind: type, text: Callable[[Any], str]) -> None:
    """Teach `abbreviate` one more type, exactly (not its subclasses): for the handles a grader passes as arguments."""
    _handlers[kind] = text


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` cut to `limit` characters, with control characters (newline and tab apart) made visible."""
    if len(text) > limit:
        text = text[: limit - len(_ELLIPSIS)] + _ELLIPSIS
    if not text.translate(_KEPT).isprintable():
        text = "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)
        text = text if len(text) <= limit else text[: limit - len(_ELLIPSIS)] + _ELLIPSIS
    return text


def abbreviate(
    value: object, width: int = WIDTH, *, digits: Digits = DIGITS[0], focus: tuple[int, ...] | None = None
) -> str:
    """`value` in about `width` characters.

    Args:
        value: None, bool, int, float, complex, str, list, tuple, dict, tensor or ndarray; of anything else the type's
            name is shown.
        width: a goal; an array's shape and dtype are always named when its elements do not all fit.
        digits: how floats in arrays are written.
        focus: the index of the element to show of an array that does not fit.
    """
    return clean(_abbreviate(value, width, digits, focus, 0))


def abbreviate_call(name: str, args: Sequence[Any], kwargs: Mapping[str, Any], width: int = WIDTH) -> str:
    """A call as it would be written, such as `softmax(tensor([[1.0000, 3.0000]]))`."""
    labelled = [("", value) for value in args] + [(f"{key}=", value) for key, value in kwargs.items()]
    shown = labelled[:_ARGUMENT_LIMIT]
    texts = [label + abbreviate(value, width) for label, value in shown]
    if sum(map(len, texts)) > width:
        share = max(24, width // len(texts))
        texts = [
            text if len(text) <= share else label + abbreviate(value, share)
            for text, (label, value) in zip(texts, shown, strict=True)
        ]
    if len(labelled) > len(shown):
        texts.append(_ELLIPSIS)
    return clean(f"{name}({', '.join(texts)})")


def number(value: complex, digits: Digits = DIGITS[0]) -> str:
    """One element of an array: fixed decimals, or scientific where those would hide it."""
    if isinstance(value, (bool, int)):
        return _int(value)
    if isinstance(value, complex):
        imaginary = number(value.imag, digits)
        return f"{number(value.real, digits)}{imaginary if imaginary[0] == '-' else '+' + imaginary}j"
    if not math.isfinite(value):
        return repr(value)
    if digits.scientific or (value and not 1e-4 <= abs(value) < 1e6):
        return f"{value:.{digits.decimals}e}"
    return f"{value:.{digits.decimals}f}"


def digits_to_tell_apart(left: complex, right: complex) -> Digits:
    """The shortest way of writing floats in which these two look different."""
    for digits in DIGITS:
        if number(left, digits) != number(right, digits):
            return digits
    return DIGITS[0]


def brief_pair(left: complex, right: complex) -> tuple[str, str]:
    """Two numbers in as few significant digits (four at least) as show them to be different."""
    if isinstance(left, (bool, int)) or isinstance(right, (bool, int)):
        return _int(left), _int(right)
    for precision in range(4, 17):
        texts = f"{left:.{precision}g}", f"{right:.{precision}g}"
        if texts[0] != texts[1]:
            return texts
    return repr(left), repr(right)


def is_array(value: object) -> bool:
    """True for exactly a tensor (or a parameter) or an ndarray: no subclass with methods of its own."""
    return type(value) in (torch.Tensor, torch.nn.Parameter, np.ndarray)


def dtype_name(array: Array) -> str:
    """float32, not torch.float32."""
    return str(array.dtype).removeprefix("torch.")


def _int(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > _INT_BITS:
        return _("<int of {} bits>").format(value.bit_length())  # Python refuses to print the largest
    return repr(value)


def _abbreviate(value: Any, width: int, digits: Digits, focus: tuple[int, ...] | None, depth: int) -> str:
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is complex:
        return repr(value)
    if kind is int:
        return _int(value)
    if kind is str:
        return repr(value) if len(value) <= width else repr(value[: max(width, 8)]) + _ELLIPSIS
    if is_array(value):
        return _abbreviate_array(value, width, digits, focus)
    if kind in (list, tuple, dict):
        return _abbreviate_container(value, width, digits, depth)
    if kind in _handlers:
        return clean(_handlers[kind](value), max(width, 8))
    if issubclass(kind, np.generic):
        return _abbreviate(value.item(), width, digits, focus, depth) if kind.__module__ == "numpy" else _ELLIPSIS
    return f"<{kind.__name__}>"


def _abbreviate_container(value: Any, width: int, digits: Digits, depth: int) -> str:
    opening, closing = _BRACKETS[type(value)]
    if not value or depth >= _DEPTH_LIMIT:
        return opening + (_ELLIPSIS if value else "") + closing
    texts: list[str] = []
    left = width - 2
    items: Iterable[Any] = value.items() if type(value) is dict else value
    for item in islice(items, _WHOLE_ARRAY):
        if left <= 0:
            break
        if type(value) is dict:
            key = _abbreviate(item[0], 40, digits, None, depth + 1)
            text = f"{key}: {_abbreviate(item[1], left, digits, None, depth + 1)}"
        else:
            text = _abbreviate(item, left, digits, None, depth + 1)
        texts.append(text)
        left -= len(text) + 2
    if len(texts) < len(value):
        texts.append(_ELLIPSIS)
    comma = "," if type(value) is tuple and len(value) == 1 else ""
    return f"{opening}{', '.join(texts)}{comma}{closing}"


def _abbreviate_array(value: Any, width: int, digits: Digits, focus: tuple[int, ...] | None) -> str:
    is_tensor = not isinstance(value, np.ndarray)
    name, dtype, shape = ("tensor" if is_tensor else "array"), dtype_name(value), tuple(value.shape)
    header = (_("tensor of shape {}, {}") if is_tensor else _("array of shape {}, {}")).format(shape, dtype)
    if not _readable(value):
        return header
    if is_tensor:
        value = value.detach()
        suffix = "" if dtype in ("float32", "int64", "bool") else f", dtype=torch.{dtype}"
    else:
        suffix = "" if dtype in ("float64", "int64", "bool") else f", dtype={dtype}"
    size = math.prod(shape)
    if size == 0:
        size_named = "" if len(shape) == 1 else f", {'size' if is_tensor else 'shape'}={shape}"
        return f"{name}([]{size_named}{suffix})"
    if size <= _WHOLE_ARRAY and size * 3 <= max(width, 30):
        text = f"{name}({_nested(_elements(value), digits, shape)}{suffix})"
        if len(text) <= width or size == 1:
            return text
    if focus is not None and len(focus) == len(shape) > 0:
        start = max(0, min(focus[-1] - 1, shape[-1] - 3))
        stop = min(start + 3, shape[-1])
        where = ", ".join([*map(str, focus[:-1]), f"{start}:{stop}"])
        window = _elements(value[focus[:-1]][start:stop])
        return _("{}, at [{}]: {}").format(header, where, _nested(window, digits, (stop - start,)))
    corner = value[tuple(slice(0, {0: 3, 1: 2}.get(len(shape) - 1 - axis, 1)) for axis in range(len(shape)))]
    return _("{}: {}").format(header, _nested(_elements(corner), digits, shape))


def _readable(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"  # an object array would run its elements' own methods
    return value.layout is torch.strided and value.device.type != "meta" and not value.is_quantized


def _elements(value: Any) -> Any:
    """Nested lists of Python numbers."""
    if isinstance(value, np.ndarray):
        return (value.astype(np.float64) if value.dtype.kind == "f" else value).tolist()
    return (value.double() if value.is_floating_point() else value).tolist()


def _nested(elements: Any, digits: Digits, shape: tuple[int, ...]) -> str:
    """Brackets as Python writes them; "..." where an axis of `shape` is longer than what `elements` holds of it."""
    flat = list(_flatten(elements))
    # As torch does: 1. and 2. are shorter than 1.0000 and 2.0000.
    whole = digits == DIGITS[0] and all(type(v) is float and (not math.isfinite(v) or _is_whole(v)) for v in flat)

    def render(part: Any, axis: int) -> str:
        if not isinstance(part, list):
            return f"{part:.0f}." if whole and math.isfinite(part) else number(part, digits)
        texts = [render(inner, axis + 1) for inner in part]
        if len(part) < shape[axis]:
            texts.append(_ELLIPSIS)
        return f"[{', '.join(texts)}]"

    return render(elements, 0)


def _is_whole(value: float) -> bool:
    return value.is_integer() and abs(value) < 1e6


def _flatten(elements: Any) -> Iterable[Any]:
    if not isinstance(elements, list):
        yield elements
        return
    for part in elements:
        yield from _flatten(part)
