"""Shapes with names, and how a docstring states them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

Axes: TypeAlias = tuple[str, ...]
Path: TypeAlias = tuple[int | str, ...]  # from a value to a part of it: indices of tuples and lists, keys of dicts

REST: Final = "..."  # stands for any number of axes
EVERY: Final = "*"  # the key of what holds for every part


@dataclass(frozen=True)
class Shapes:
    """What is known of the shape of one value: the axes that it may have, or what is known of its parts.

    `like` is the argument whose shape it has, "" if none; `told` is true also where the axes have no names, as in "any
    shape".
    """

    axes: tuple[Axes, ...] = ()
    parts: Mapping[int | str, Shapes] = field(default_factory=dict)
    like: str = ""
    told: bool = False

    def at(self, path: Path) -> Shapes:
        """What is known of a part."""
        found = self
        for key in path:
            found = found.parts.get(key) or found.parts.get(EVERY) or UNKNOWN
        return found

    def named(self, shape: Sequence[int], sizes: Mapping[str, int]) -> Axes:
        """The axes of an array of that shape, one name each; none where that is not certain.

        Args:
            sizes: of the axes whose size is known.
        """
        fitting = {axes for each in self.axes if (axes := _spread(each, len(shape))) and _fits(axes, shape, sizes)}
        if len(fitting) > 1:
            fitting = {axes for axes in fitting if all(name in sizes or name.isdecimal() for name in axes)}
        return fitting.pop() if len(fitting) == 1 else ()


UNKNOWN: Final = Shapes()


def shape_with_names(axes: Sequence[str], shape: Sequence[int]) -> str:
    """As in a message: (batch_size, num_classes) = (3, 4), (n,) = (3,), (..., d) = (2, 3, 4)."""
    kept = [name for index, name in enumerate(axes) if name != REST or REST not in axes[:index]]
    return f"({', '.join(kept)}{',' if len(kept) == 1 else ''}) = {tuple(shape)}"


def sizes_of(shapes: Shapes, value: object) -> dict[str, int]:
    """The sizes of the axes that a value shows, where it can only be meant in one way."""
    shape = getattr(value, "shape", None)
    if shape is not None:
        return dict(zip(shapes.named(shape, {}), shape, strict=False))
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    found: dict[str, int] = {}
    for key, item in items if shapes.parts else ():
        found |= sizes_of(shapes.at((key,)), item)
    return found


def _spread(axes: Axes, rank: int) -> Axes:
    """With as many axes as `rank` in place of `...`; none where there cannot be so many."""
    if REST not in axes:
        return axes if len(axes) == rank else ()
    place = axes.index(REST)
    missing = rank - len(axes) + 1
    return (*axes[:place], *[REST] * missing, *axes[place + 1 :]) if missing >= 0 else ()


def _fits(axes: Axes, shape: Sequence[int], sizes: Mapping[str, int]) -> bool:
    known = dict(sizes)
    for name, size in zip(axes, shape, strict=True):
        if name != REST and known.setdefault(name, int(name) if name.isdecimal() else size) != size:
            return False
    return True


# --- what a docstring says

_AXIS: Final = r"(?:[^(),;]|\(\w+\))+"  # n_h - k_h + 1, len(degrees), ...
_SHAPE: Final = rf"\({_AXIS}(?:, {_AXIS})*,?\)"
_SHAPES: Final = rf"{_SHAPE}(?: or {_SHAPE})*"
_NAMES: Final = r'"?\w+"?(?:, "?\w+"?)*'

_VALUE: Final = re.compile(rf"(?<!any )\b(each of )?shape ({_SHAPES})", re.IGNORECASE)
_LIKE: Final = r"shapes?(?:(?:,| and) (?:dtype|device))* (?:as|of) `?(\w+)`?"
_SAME: Final = re.compile(rf"\b{_LIKE}", re.IGNORECASE)
_NAMELESS: Final = re.compile(r"\bany shapes?\b|\b0-d\b")
_HEAD: Final = re.compile(r"^([\[({])(\w+(?:, \w+)*)[\])}]( pairs\b)?")
_PART: Final = re.compile(rf"({_NAMES})(?: of shape|:)? ({_SHAPES})")
_SAME_PART: Final = re.compile(rf"({_NAMES}), (?:\w+ )*?{_LIKE}")


def read_shapes(text: str, arguments: Mapping[str, Shapes]) -> Shapes:
    """What the text about one value, on one line, says of its shape; `course_cli/course/contract.py` lists the ways.

    Args:
        arguments: what is known of values that the text may refer to.
    """
    head = _HEAD.search(text)
    if parts := _parts(text, head, arguments):
        one = Shapes(parts=parts, told=True)
        return Shapes(parts={EVERY: one}, told=True) if head and head[3] else one
    if head:
        return UNKNOWN
    values = list(_VALUE.finditer(text))
    if values and values[0][1]:
        return Shapes(parts={EVERY: Shapes(_alternatives(values[0][2]), told=True)}, told=True)
    if values:
        return Shapes(tuple(axes for value in values for axes in _alternatives(value[2])), told=True)
    if (same := _SAME.search(text)) and same[1] in arguments:
        return replace(arguments[same[1]], like=same[1], told=True)
    return Shapes(told=bool(_NAMELESS.search(text)))


def _parts(text: str, head: re.Match[str] | None, arguments: Mapping[str, Shapes]) -> dict[int | str, Shapes]:
    """By index, or by key where the text shows a dict."""
    found: dict[str, Shapes] = {}
    for part in _PART.finditer(text):
        found.update(dict.fromkeys(part[1].split(", "), Shapes(_alternatives(part[2]), told=True)))
    if head is None:
        return {name.strip('"'): shapes for name, shapes in found.items() if name.startswith('"')}
    for same in _SAME_PART.finditer(text):
        if same[2] in arguments:
            found.update(dict.fromkeys(same[1].split(", "), replace(arguments[same[2]], like=same[2], told=True)))
    names = head[2].split(", ")
    if (value := _VALUE.search(text)) and value[1]:
        found = {name: Shapes(_alternatives(value[2]), told=True) for name in names} | found
    keys: Sequence[int | str] = names if head[1] == "{" else range(len(names))
    return {key: found[name] for key, name in zip(keys, names, strict=True) if found.get(name, UNKNOWN).told}


def _alternatives(text: str) -> tuple[Axes, ...]:
    """("n", "d") and ("n",) from "(n, d) or (n,)"."""
    shapes = re.findall(_SHAPE, text)
    return tuple(tuple(axis.strip() for axis in re.findall(_AXIS, shape[1:-1])) for shape in shapes)
