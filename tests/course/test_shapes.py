"""Shapes in docstrings: what is understood of them, and that the course's own say what is true."""

from __future__ import annotations

import doctest
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from course_cli.course.catalog import Catalog
from course_cli.course.contract import NO_CONTRACT, Contract, read_contracts, unstated
from course_cli.course.shapes import Shapes, read_shapes, shape_with_names, sizes_of

CATALOG = Catalog.load()
KNOWN = {"X": Shapes((("n", "d"),), told=True), "z": Shapes(told=True)}
PAIR = {0: (("d", "q"),), 1: (("q",),)}


def told(shapes: Shapes) -> Any:
    """The axes, or by the key those of the parts; None where nothing is said."""
    if shapes.parts:
        return {key: told(part) for key, part in shapes.parts.items()}
    return shapes.axes if shapes.told else None


@pytest.mark.parametrize(("text", "expected"), [
    ("Y, shape (n, d_v), dtype and device of X; finite.", (("n", "d_v"),)),
    ("Shape (n_h - k_h + 1, len(degrees)), differentiable.", (("n_h - k_h + 1", "len(degrees)"),)),
    ("weights, shape (n,) or (m, n), or of a batch, shape (b, m, n); any dtype", (("n",), ("m", "n"), ("b", "m", "n"))),
    ("queries, shape (..., m, d)", (("...", "m", "d"),)),
    ("same shape, dtype and device as X, in [0, 1]", (("n", "d"),)),
    ("The gradient, shape of `X`.", (("n", "d"),)),
    ("same shape as z", ()),
    ("any shape (no dimensions included)", ()),
    ("a 0-d tensor", ()),
    ("(W, b): W of shape (d, q), random; b of shape (q,).", PAIR),
    ("(W, b): weights, W (d, q), and biases, b (q,). Far from X (n, d).", PAIR),
    ("[W, b], each a parameter: W (d, q), b (q,)", PAIR),
    ("(W, b): W, shape and dtype of X; b of shape (q,)", {0: (("n", "d"),), 1: (("q",),)}),
    ("(x, y), each of shape (n,), float32", {0: (("n",),), 1: (("n",),)}),
    ("(loss, grads): a float, and grads, a dict with the keys and shapes of X", {1: (("n", "d"),)}),
    ('{"W": (d, q), "b": (q,)}', {"W": (("d", "q"),), "b": (("q",),)}),
    ("{W, b}: W of shape (d, q), b of shape (q,)", {"W": (("d", "q"),), "b": (("q",),)}),
    ("biases: one a layer, each of shape (outputs,)", {"*": (("outputs",),)}),
    ("(X, y) pairs: X of shape (rows, d), y (rows,)", {"*": {0: (("rows", "d"),), 1: (("rows",),)}}),
    ("(k_h, k_w); an int stands for both", None),
    ("in the shape of nobody", None),
    ("whatever comes out", None),
])  # fmt: skip
def test_what_a_text_says_of_shapes(text: str, expected: Any) -> None:
    assert told(read_shapes(text, KNOWN)) == expected


MODULE = '''
Arrays: TypeAlias = dict[str, np.ndarray]

def first(X: Tensor, y: Tensor) -> Tensor:
    """Says it all.

    Args:
        X: samples, shape (n, d), of which
            several lines tell: shape (k, n, d).
        y: targets, shape (n,).

    Returns:
        Y, shape (n, q).

    Raises:
        ValueError: X has not the shape (r, s).
    """

def second(y: Tensor, X: Tensor) -> Arrays:
    """Refers.

    Args, Returns, Raises: as for `first`.
    """

def third(y, X) -> "Net":
    """Refers to one.

    Args:
        X, y: as in `first`.
    """

class Net:
    """A layer.

    Attributes (under these names):
        W, U: shape (d, d); b: shape (d,).
        h: the state, shape (d, 1).
    """

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Says nothing."""
'''


def test_docstrings_refer_to_each_other() -> None:
    contracts = read_contracts(MODULE)
    first, second, third, net, forward = contracts.values()
    assert list(contracts) == ["first", "second", "third", "Net", "Net.forward"]
    assert told(first.arguments["X"]) == (("n", "d"), ("k", "n", "d"))
    assert told(first.returned) == told(second.returned) == (("n", "q"),)
    assert second.arguments == first.arguments
    assert third.arguments == first.arguments
    assert (second.parameters, second.by_name([1], {"X": 2})) == (("y", "X"), {"y": 1, "X": 2})
    assert (third.makes, net.makes, first.makes) == ("Net", "Net", "")
    assert {name: told(shapes) for name, shapes in net.attributes.items()} == {
        "W": (("d", "d"),), "U": (("d", "d"),), "b": (("d",),), "h": (("d", "1"),),
    }  # fmt: skip
    assert unstated(contracts) == ["Net.forward"]
    assert forward.parameters == ("x",)


def test_what_is_no_python_promises_nothing() -> None:
    assert read_contracts("def (") == read_contracts("\0") == {}


@pytest.mark.parametrize(("axes", "shape", "sizes", "names"), [
    ([("n", "d")], (3, 4), {}, ("n", "d")),
    ([("n", "d")], (3, 4), {"n": 3}, ("n", "d")),
    ([("n", "d")], (3, 4), {"n": 5}, ()),  # not the array that the docstring speaks of
    ([("n", "d")], (3, 4, 5), {}, ()),
    ([("n",), ("m", "n")], (3, 4), {}, ("m", "n")),
    ([("n", "n")], (3, 3), {}, ("n", "n")),
    ([("n", "n")], (3, 4), {}, ()),
    ([("n", "1")], (3, 1), {}, ("n", "1")),
    ([("n", "1")], (3, 2), {}, ()),
    ([("d",), ("c",)], (3,), {}, ()),  # either
    ([("d",), ("c",)], (3,), {"n": 2, "d": 3}, ("d",)),
    ([("d",), ("c",)], (3,), {"d": 4}, ("c",)),
    ([("...", "m", "d")], (3, 4), {}, ("m", "d")),
    ([("...", "m", "d")], (2, 2, 3, 4), {}, ("...", "...", "m", "d")),
    ([("...", "m", "d")], (4,), {}, ()),
    ([("n", "...")], (4,), {}, ("n",)),
    ([], (4,), {}, ()),
])  # fmt: skip
def test_axes_have_names_only_where_that_is_certain(
    axes: list[tuple[str, ...]], shape: tuple[int, ...], sizes: dict[str, int], names: tuple[str, ...]
) -> None:
    assert Shapes(tuple(axes), told=True).named(shape, sizes) == names


def test_shapes_are_written_as_in_a_docstring() -> None:
    assert shape_with_names(("batch_size", "num_classes"), (3, 4)) == "(batch_size, num_classes) = (3, 4)"
    assert shape_with_names(("n",), (3,)) == "(n,) = (3,)"
    assert shape_with_names(("...", "...", "d"), (1, 2, 3)) == "(..., d) = (1, 2, 3)"


def test_the_sizes_that_a_value_shows() -> None:
    pair = read_shapes("[W, b]: W (d, q), b (q,)", {})
    assert sizes_of(pair, [np.zeros((2, 3)), np.zeros(3)]) == {"d": 2, "q": 3}
    assert sizes_of(pair, [np.zeros(3), np.zeros(3)]) == {"q": 3}
    assert sizes_of(KNOWN["X"], None) == sizes_of(KNOWN["X"], [[1.0]]) == {}


# --- the course's own docstrings


def test_every_array_that_an_exercise_returns_has_its_shape_told() -> None:
    assert {exercise.id: names for exercise in CATALOG.exercises if (names := unstated(exercise.contracts))} == {}


def test_what_has_no_names_takes_any_shape() -> None:
    nameless = {
        f"{exercise.id}: {name}"
        for exercise in CATALOG.exercises
        for name, contract in exercise.contracts.items()
        if contract.returns_arrays and not (contract.returned.axes or contract.returned.parts)
    }
    assert nameless == {
        "mlp/activation_gradients: relu_grad", "mlp/activation_gradients: sigmoid_grad",
        "mlp/activation_gradients: tanh_grad", "mlp/relu: relu", "optimization/adam: Adam.step",
        "optimization/adamw: AdamW.step", "optimization/momentum: Momentum.step",
        "optimization/rmsprop: RMSProp.step", "optimization/schedules: cosine_annealing",
        "optimization/schedules: exponential_decay", "optimization/schedules: linear_warmup",
        "optimization/schedules: warmup_decay", "perceptron/perceptron: sigmoid", "perceptron/perceptron: step",
        "recurrent/clip_gradients: clip_gradients", "regularization/dropout: dropout",
        "regularization/weight_decay: l2_penalty",
    }  # fmt: skip


@pytest.fixture(scope="module")
def importable() -> Iterator[None]:
    """The solutions can be imported, each as `<chapter>.<name>`, and are forgotten afterwards."""
    before = set(sys.modules)
    sys.path.insert(0, str(CATALOG.root / "solutions"))
    yield
    sys.path.remove(str(CATALOG.root / "solutions"))
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in CATALOG.chapters:
            del sys.modules[name]


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize("id_", [exercise.id for exercise in CATALOG.exercises if not exercise.is_capstone])
def test_the_examples_return_what_the_docstrings_promise(id_: str) -> None:
    """Every array that comes out while the examples of a docstring run has axes of the names and sizes told."""
    exercise = CATALOG.get(id_)
    assert isinstance(exercise.solution_path, Path)
    module = ModuleType("example")
    exec(compile(exercise.solution_path.read_text(encoding="utf-8"), id_, "exec"), vars(module))
    wrong: list[str] = []
    for name, contract in exercise.contracts.items():
        owner, _, method = name.rpartition(".")
        place = getattr(module, owner) if owner else module
        if contract.returns_arrays:
            setattr(place, method, _watched(getattr(place, method), contract, wrong))
    examples = [
        example
        for text in (getattr(module, name).__doc__ for name in exercise.contracts if "." not in name)
        for example in doctest.DocTestParser().get_examples(text or "")
    ]
    space = dict(vars(module))
    for example in examples:
        exec(example.source, space)
    assert not wrong


def _watched(function: Callable[..., Any], contract: Contract, wrong: list[str]) -> Callable[..., Any]:
    @wraps(function)
    def watched(*args: Any, **kwargs: Any) -> Any:
        value = function(*args, **kwargs)
        sizes: dict[str, int] = {}
        for name, argument in contract.by_name(args[-len(contract.parameters) :], kwargs).items():
            sizes |= {name: argument} if type(argument) is int else sizes_of(contract.arguments.get(name, NO), argument)
        wrong.extend(_unlike(contract.returned, value, sizes))
        return value

    return watched


NO = NO_CONTRACT.returned


def _unlike(shapes: Shapes, value: Any, sizes: dict[str, int]) -> Iterator[str]:
    shape = getattr(value, "shape", None)
    if shapes.axes and shape is not None and not shapes.named(tuple(shape), sizes):
        yield f"{tuple(shape)} is not {shapes.axes} with {sizes}"
    if shapes.parts and isinstance(value, (list, tuple, dict)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _unlike(shapes.at((key,)), item, sizes)


def test_an_odd_object_has_no_sizes() -> None:
    assert sizes_of(KNOWN["X"], SimpleNamespace()) == {}
