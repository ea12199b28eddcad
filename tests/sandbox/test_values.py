"""Plain data survives the wire exactly; anything malformed is refused before it costs memory."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_cli.sandbox.values import MAX_COMPOUND_KEYS, MAX_DEPTH, Decoder, Encoder, Handle, ValueNotPlain

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=20,
)

# What a hostile worker can put where a value belongs: anything msgpack can say.
hostile = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["l", "t", "d", "i", "c", "a", "T", "m", "h", "f", "r", "s", "float32", "int64", "bool"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=30,
)  # fmt: skip


def through_the_wire(value: Any) -> Any:
    encoder = Encoder()
    tree = msgspec.msgpack.decode(msgspec.msgpack.encode(encoder.encode(value)))
    return Decoder(memoryview(b"".join(encoder.buffers))).decode(tree)


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (float, complex)):
        return repr(a) == repr(b)
    return bool(a == b)


@given(plain)
def test_plain_data_survives_with_its_exact_types(value: Any) -> None:
    expected = value
    assert same(through_the_wire(value), _without_surrogates(expected))


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, (list, tuple)):
        return type(value)(map(_without_surrogates, value))
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize(
    "dtype",
    [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64, torch.int64, torch.int32,
     torch.int8, torch.uint8, torch.bool],
)  # fmt: skip
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3, 4)])
def test_tensors_survive(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    tensor = (torch.arange(math.prod(shape)).reshape(shape) * 3 - 5).to(dtype)
    got = through_the_wire(tensor)
    assert type(got) is torch.Tensor
    assert got.dtype is dtype
    assert torch.equal(got, tensor)


def test_views_layouts_and_parameters_arrive_as_ordinary_tensors() -> None:
    base = torch.arange(12.0).reshape(3, 4)
    single, apart = base[:1, 0], base[0, ::3].bfloat16()
    leaves = (torch.nn.Parameter(base), base.clone().requires_grad_())
    for tensor in (base.t(), base[::2, 1:], single, apart, base.to_sparse(), *leaves):
        got = through_the_wire(tensor)
        assert type(got) is torch.Tensor
        assert torch.equal(got.detach(), tensor.detach().to_dense())
        assert got.requires_grad == tensor.requires_grad


def test_a_tensor_without_data_keeps_its_device() -> None:
    got = through_the_wire(torch.empty(2, 3, device="meta"))
    assert (got.device.type, got.shape) == ("meta", (2, 3))


@pytest.mark.parametrize("array", [np.arange(6.0).reshape(2, 3), np.float32(1.5), np.arange(6)[::-2],
                                   np.array([], np.int64), np.arange(4, dtype=">i4"), np.array([True, False])])
def test_arrays_survive(array: Any) -> None:
    got = through_the_wire(array)
    assert type(got) is np.ndarray
    assert got.dtype == np.asarray(array).dtype.newbyteorder("=")
    assert np.array_equal(got, array)


def test_a_numpy_float64_is_the_float_it_claims_to_be() -> None:
    assert type(through_the_wire(np.float64(0.5))) is float


def test_subclasses_arrive_as_what_they_extend() -> None:
    class Sly(torch.Tensor):
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return True

        def __eq__(self, other: object) -> Any:
            return True

    class Liar(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    assert type(through_the_wire(torch.ones(2).as_subclass(Sly))) is torch.Tensor
    assert type(through_the_wire(Liar(2.0))) is float


def test_foreign_objects_cycles_and_depth_are_refused() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    for value in (object(), cycle, b"bytes", np.array([object()]), np.array(["text"])):
        with pytest.raises(ValueNotPlain):
            Encoder().encode(value)


@settings(max_examples=300)
@given(hostile, st.binary(max_size=64))
def test_a_hostile_tree_is_decoded_or_refused_and_nothing_else(tree: Any, body: bytes) -> None:
    allowed = (type(None), bool, int, float, complex, str, list, tuple, dict, torch.Tensor, np.ndarray)
    try:
        value = Decoder(memoryview(body)).decode(tree)
    except ValueNotPlain:
        return
    assert type(value) in allowed


@pytest.mark.parametrize(
    "tree",
    [
        ["a", "float64", [2**40]],
        ["a", "float64", [2**62, 2**62]],
        ["a", "float32", [0] * 17],
        ["T", "float32", [-1], True, True, False],
        ["T", "evil", [1], True, True, False],
        ["a", "bfloat16", [0]],
        ["i", "9" * 100_000],
        ["h", 1, "Thing"],
        ["d", [[["l", []], 1]]],
        ["?"],
        {"T": 1},
    ],
)
def test_malformed_trees_are_refused(tree: Any) -> None:
    with pytest.raises(ValueNotPlain):
        Decoder(memoryview(b"\0" * 64)).decode(tree)


def test_a_deep_tree_is_refused() -> None:
    tree: Any = None
    for _ in range(MAX_DEPTH + 2):
        tree = ["l", [tree]]
    with pytest.raises(ValueNotPlain):
        Decoder(memoryview(b"")).decode(tree)


def test_a_boolean_byte_of_another_value_is_refused() -> None:
    with pytest.raises(ValueNotPlain):
        Decoder(memoryview(b"\x02")).decode(["T", "bool", [1], False, True, False])


def test_handles_are_resolved_by_whoever_may() -> None:
    encoder = Encoder(lambda value: Handle(7, type(value).__name__))
    assert Decoder(memoryview(b""), lambda handle: handle).decode(encoder.encode(object())) == Handle(7, "object")


@pytest.mark.parametrize("tree", [["t", [1, 2]], ["i", str(2**70)], ["T", "int8", [], False, True, False, "cpu"]])
def test_keys_that_could_share_one_hash_are_few(tree: Any) -> None:
    with pytest.raises(ValueNotPlain, match="keys"):
        Decoder(memoryview(bytes(MAX_COMPOUND_KEYS + 1))).decode(["d", [[tree, 0]] * (MAX_COMPOUND_KEYS + 1)])


def test_a_dictionary_by_tuples_crosses_unless_it_is_large() -> None:
    cache = {("W", n): n for n in range(MAX_COMPOUND_KEYS)}
    assert through_the_wire(cache) == cache
    with pytest.raises(ValueNotPlain, match="tuples"):
        Encoder().encode([cache, {("b", 0): 0}])
