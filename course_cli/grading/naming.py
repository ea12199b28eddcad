"""Gives the axes in a message their names, as the exercise's docstrings have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from course_cli.course.contract import NO_CONTRACT, Contract
from course_cli.course.shapes import UNKNOWN, Path, Shapes, shape_with_names, sizes_of
from course_cli.grading.abbreviate import is_array
from course_cli.grading.calls import Call, Calls, source_of
from course_cli.grading.failure import StudentRaised, WrongShape
from course_cli.grading.oracle import entry
from course_cli.language import translated as _

Contracts = Mapping[str, Contract]

# What torch and NumPy say where sizes do not fit, and what a learner would say.
_OF_SHAPES: Final = re.compile(r"\b(?:shapes?|sizes?|dim(?:ension)?s?|dimensional|broadcast|mat[12])\b")
_MOST: Final = 8


def right_shape(wrong: WrongShape, answer: object, calls: Calls, contracts: Contracts) -> str:
    """The expected shape with the names of its axes, or with that of the argument that has it too.

    "" where it is not certain where the array came from, or what its shape is called.

    Args:
        answer: what was judged.
    """
    found = source_of(wrong.array if wrong.argument is None else answer, calls)
    if found is None:
        return ""
    call, way = found
    contract = _contract(call, contracts)
    if wrong.argument is None:
        whole = _value(call, contracts)
    else:
        whole, way = _input(wrong.argument, call, contract, contracts), ()
    if axes := whole.at(way).named(wrong.expected, _sizes(call, contract)):
        return shape_with_names(axes, wrong.expected)
    if like := _argument_alike(whole, way, wrong.expected, contract.by_name(call.args or (), call.kwargs)):
        return _("{}, the shape of {}").format(wrong.expected, like)
    return ""


def named_arguments(error: StudentRaised, calls: Calls, read: Callable[[], Contracts]) -> str:
    """The shapes of the arguments of the last call, with names, where the exception is about shapes; else ""."""
    if not calls or not _OF_SHAPES.search(error.detail):
        return ""
    call = calls[-1][0]
    contract = _contract(call, read())
    sizes = _sizes(call, contract)
    arrays: dict[str, str] = {}
    for name, value in contract.by_name(call.args or (), call.kwargs).items():
        for way, array in _arrays(value):
            shape = tuple(array.shape)
            if axes := contract.arguments.get(name, UNKNOWN).at(way).named(shape, sizes):
                arrays[_written(name, way)] = shape_with_names(axes, shape)
    if len(arrays) > _MOST:
        arrays = {name: shape for name, shape in arrays.items() if name in contract.arguments}
    texts = [f"{name} {shape}" for name, shape in arrays.items()]
    return _("Shapes in the call: {}").format(", ".join(texts[:_MOST])) if texts else ""


def _arrays(value: Any) -> Iterator[tuple[Path, Any]]:
    """An array, or those of a list, tuple or dict, and where they are in it."""
    if is_array(value):
        yield (), value
    elif isinstance(value, (list, tuple, dict)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        yield from (((key,), item) for key, item in items if is_array(item))


def _written(name: str, way: Path) -> str:
    """As Python writes it: params['W_h']."""
    return name + "".join(f"[{key!r}]" for key in way)


def _argument_alike(whole: Shapes, way: Path, shape: tuple[int, ...], arguments: Mapping[str, Any]) -> str:
    """The argument, or the part of one, whose shape the contract says to be that of this part of an answer."""
    for depth in range(len(way) + 1):
        name = whole.at(way[:depth]).like
        for place, array in _arrays(arguments.get(name)) if name else ():
            if place == way[depth:] and tuple(array.shape) == shape:
                return _written(name, place)
    return ""


def _contract(call: Call, contracts: Contracts) -> Contract:
    """That of the function or method called."""
    *owner, name = call.of
    if not owner:
        return contracts.get(name, NO_CONTRACT)
    made = _class(tuple(owner), contracts)
    # Calling a module of torch's is calling its `forward`.
    names = (f"{made}.{name}", f"{made}.forward") if name == "__call__" else (f"{made}.{name}",)
    return next((contracts[each] for each in names if each in contracts), NO_CONTRACT)


def _class(of: Sequence[str], contracts: Contracts) -> str:
    """The class of the object that came from there; "" where there is none."""
    *owner, name = of
    if not owner:
        return contracts.get(name, NO_CONTRACT).makes
    return contracts.get(f"{_class(owner, contracts)}.{name}", NO_CONTRACT).makes


def _value(call: Call, contracts: Contracts) -> Shapes:
    if call.args is not None:
        return _contract(call, contracts).returned
    return _attribute(call, call.of[-1], contracts)


def _attribute(call: Call, name: str, contracts: Contracts) -> Shapes:
    """That of an attribute of the object of which something was asked."""
    owner = contracts.get(_class(call.of[:-1], contracts), NO_CONTRACT) if len(call.of) > 1 else NO_CONTRACT
    return owner.attributes.get(name, UNKNOWN)


def _input(key: int | str, call: Call, contract: Contract, contracts: Contracts) -> Shapes:
    """That of what a gradient was taken with respect to, in the words of `assert_gradient`."""
    position, rest = entry(key)
    if isinstance(position, str) and position.startswith("self."):
        return _attribute(call, position.removeprefix("self."), contracts)
    if isinstance(position, int):
        position = contract.parameters[position] if position < len(contract.parameters) else ""
    return contract.arguments.get(position, UNKNOWN).at(rest)


def _sizes(call: Call, contract: Contract) -> dict[str, int]:
    """The sizes of axes that the arguments of a call show, and whole numbers among them, by their names."""
    found: dict[str, int] = {}
    for name, value in contract.by_name(call.args or (), call.kwargs).items():
        shapes = contract.arguments.get(name, UNKNOWN)
        found = ({name: value} if type(value) is int else sizes_of(shapes, value)) | found
    return found
