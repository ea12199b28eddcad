"""Plain data to and from the wire: a tree of msgpack values, and beside it one buffer for the arrays' bytes.

Only None, bool, int, float, complex, str, list, tuple, dict, tensors and arrays cross. The decoder takes every tree as
hostile: depth, number of items, dtype names, shapes and sizes are checked before anything is allocated, and what it
makes is of exactly these types, never of a subclass that could bring methods of its own.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

MAX_DEPTH = 32
MAX_ITEMS = 200_000
MAX_DIMENSIONS = 16
MAX_INT_DIGITS = 4_000
# Tuples and large integers with one hash between them are easily made, and a dict of n such keys takes n² steps.
MAX_COMPOUND_KEYS = 256

ITEM_SIZES = {
    "float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "complex64": 8, "complex128": 16,
    "int64": 8, "int32": 4, "int16": 2, "int8": 1, "uint64": 8, "uint32": 4, "uint16": 2, "uint8": 1, "bool": 1,
}  # fmt: skip


class ValueNotPlain(ValueError):
    """A value that cannot cross: of a foreign type, too deep, too large, or malformed on the wire."""


@dataclass(frozen=True)
class Handle:
    """An object that stays in the worker."""

    id: int
    type_name: str


@dataclass(frozen=True)
class FunctionReference:
    """A function of the submitted module (`target` 0) or a method of a handle, by name."""

    target: int
    name: str


@dataclass(frozen=True)
class LibraryReference:
    """A callable, class or dtype of torch or numpy, by its dotted name."""

    name: str


@dataclass(frozen=True)
class SourceExpression:
    """An expression that the worker evaluates; never anything hidden."""

    text: str


class TensorTraits(NamedTuple):
    """What the worker claims of a tensor that crossed, beside its data."""

    requires_grad: bool
    is_leaf: bool
    is_parameter: bool
    device: str


Reference = Handle | FunctionReference | LibraryReference | SourceExpression
Refer = Callable[[object], Reference]
Resolve = Callable[[object], object]
NoteTraits = Callable[[Any, TensorTraits], None]
Locate = Callable[[Any], tuple[Any, str]]


class TensorReader:
    """How torch itself tells what a tensor is, whatever a subclass or an exchanged attribute says.

    To be made before any student's code is there.
    """

    def __init__(self, torch: Any) -> None:
        base = torch._C.TensorBase
        self.requires_grad: Callable[[Any], bool] = base.requires_grad.__get__
        self.is_leaf: Callable[[Any], bool] = base.is_leaf.__get__
        self.device: Callable[[Any], Any] = base.device.__get__
        self.is_cpu: Callable[[Any], bool] = base.is_cpu.__get__
        self.tensor: type = torch.Tensor
        self.parameter: type = torch.nn.Parameter
        self.strided: Any = torch.strided
        self.int16: Any = torch.int16
        self.names: Mapping[Any, str] = {getattr(torch, name): name for name in ITEM_SIZES if hasattr(torch, name)}
        self.plainly: Callable[[], AbstractContextManager[Any]] = torch._C.DisableTorchFunction


@cache
def tensor_reader() -> TensorReader:
    """The one of this process, made when it is first asked for."""
    return TensorReader(sys.modules["torch"])


class Encoder:
    """Turns values into a tree and collects the arrays' bytes in `buffers`, in the order of the tree.

    `refer` is asked for a reference to whatever is not plain data; without it such a value raises ValueNotPlain.
    `locate` gives a tensor's data and the type of its device where they are not the tensor's own.
    """

    def __init__(self, refer: Refer | None = None, locate: Locate | None = None) -> None:
        self.buffers: list[bytes | memoryview] = []
        self._refer = refer
        self._locate = locate
        self._items = 0
        self._compound_keys = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        self._items += 1
        if self._items > MAX_ITEMS:
            raise ValueNotPlain(f"a value of more than {MAX_ITEMS} items")
        if depth > MAX_DEPTH:
            raise ValueNotPlain(f"a value nested deeper than {MAX_DEPTH} levels, or one that contains itself")
        if value is None or value is True or value is False:
            return value
        if sys.modules.get("torch") is not None and type(value) is tensor_reader().tensor:
            return self._encode_tensor(value)
        if isinstance(value, (int, float, complex, str)):
            return _encode_scalar(value)
        if isinstance(value, (list, tuple)):
            tag = "l" if isinstance(value, list) else "t"
            return [tag, [self.encode(item, depth + 1) for item in value]]
        if isinstance(value, dict):
            return ["d", [[self._encode_key(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items()]]
        return self._encode_object(value)

    def _encode_key(self, key: Any, depth: int) -> Any:
        tree = self.encode(key, depth)
        self._compound_keys += isinstance(tree, list)
        if self._compound_keys > MAX_COMPOUND_KEYS:
            raise ValueNotPlain(f"dictionaries with more than {MAX_COMPOUND_KEYS} keys that are tuples")
        return tree

    def _encode_object(self, value: Any) -> Any:
        if isinstance(value, (np.ndarray, np.generic)):
            return self._encode_array(np.asarray(value))
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            return self._encode_tensor(value)
        if self._refer is None:
            raise ValueNotPlain(f"a value of type {type(value).__name__}")
        return _encode_reference(self._refer(value))

    def _encode_array(self, array: np.ndarray[Any, Any]) -> Any:
        name = array.dtype.name
        if name not in ITEM_SIZES:
            raise ValueNotPlain(f"an array of dtype {name}")
        data = np.array(array, dtype=array.dtype.newbyteorder("="), order="C", copy=True, subok=False)
        self.buffers.append(data.tobytes())
        return ["a", name, list(array.shape)]

    def _encode_tensor(self, tensor: Any) -> Any:
        read = tensor_reader()
        with read.plainly():
            name = read.names.get(tensor.dtype)
            if name is None:
                raise ValueNotPlain(f"a tensor of dtype {str(tensor.dtype).removeprefix('torch.')}")
            # A parameter's class asks its instances: that takes longer than all the rest here.
            is_parameter = type(tensor) is not read.tensor and isinstance(tensor, read.parameter)
            traits = [read.requires_grad(tensor), read.is_leaf(tensor), is_parameter]
            tensor, device = self._locate(tensor) if self._locate else (tensor, str(read.device(tensor).type))
            shape = list(tensor.shape)
            if device == "meta":
                return ["m", name, shape, *traits]
            data = tensor.detach()
            if data.layout is not read.strided:
                data = data.to_dense()
            if not read.is_cpu(data):
                data = data.cpu()
            data = data.resolve_conj().resolve_neg()
            if name == "bfloat16":  # which NumPy does not know
                data = data.view(read.int16)
            self.buffers.append(data.numpy().tobytes())  # copied in C's order, whatever the strides are
            return ["T", name, shape, *traits, device]


def _encode_reference(reference: Reference) -> list[Any]:
    if isinstance(reference, Handle):
        return ["h", reference.id, reference.type_name]
    if isinstance(reference, FunctionReference):
        return ["f", reference.target, reference.name]
    if isinstance(reference, LibraryReference):
        return ["r", reference.name]
    return ["s", reference.text]


def _encode_scalar(value: Any) -> Any:
    if isinstance(value, int):
        number = int.__index__(value)
        return number if -(2**63) <= number < 2**63 else ["i", _decimal(number)]
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, complex):
        return ["c", value.real, value.imag]
    return str.__str__(value).encode("utf-8", "replace").decode("utf-8")


def _decimal(number: int) -> str:
    if number.bit_length() > 3 * MAX_INT_DIGITS:
        raise ValueNotPlain("an integer of thousands of digits")
    return str(number)


class Decoder:
    """Turns a tree and its buffer back into values.

    `resolve` makes something of handles and references (they are refused without it); `note_traits` is told what was
    claimed of each tensor. Raises ValueNotPlain for anything malformed.
    """

    def __init__(self, body: memoryview, resolve: Resolve | None = None, note_traits: NoteTraits | None = None) -> None:
        self._body = body
        self._offset = 0
        self._items = 0
        self._compound_keys = 0
        self._resolve = resolve
        self._note_traits = note_traits

    def decode(self, tree: Any, depth: int = 0) -> Any:
        self._items += 1
        if self._items > MAX_ITEMS or depth > MAX_DEPTH:
            raise ValueNotPlain("a value too deep or of too many items")
        if tree is None or isinstance(tree, (bool, int, float, str)):
            return tree
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise ValueNotPlain("an untagged value")
        try:
            return self._decode_tagged(tree[0], tree[1:], depth)
        except ValueNotPlain:
            raise
        except (TypeError, ValueError, IndexError, OverflowError) as error:
            raise ValueNotPlain(f"a malformed value: {error}") from None

    def _decode_tagged(self, tag: str, rest: list[Any], depth: int) -> Any:
        if tag in ("T", "m"):
            return self._tensor(tag, *rest)
        if tag in ("l", "t"):
            (items,) = rest
            decoded = [self.decode(item, depth + 1) for item in _list(items)]
            return decoded if tag == "l" else tuple(decoded)
        if tag == "d":
            (pairs,) = rest
            return dict(self._pair(pair, depth) for pair in _list(pairs))
        if tag == "i":
            (digits,) = rest
            if not isinstance(digits, str) or len(digits) > MAX_INT_DIGITS:
                raise ValueNotPlain("a malformed integer")
            return int(digits)
        if tag == "c":
            real, imaginary = rest
            return complex(float(real), float(imaginary))
        if tag == "a":
            return self._array(*rest)
        return self._reference(tag, rest)

    def _pair(self, pair: Any, depth: int) -> tuple[Any, Any]:
        key, value = _list(pair)
        self._compound_keys += isinstance(key, list)
        if self._compound_keys > MAX_COMPOUND_KEYS:
            raise ValueNotPlain("too many keys that are not simple")
        return self.decode(key, depth + 1), self.decode(value, depth + 1)

    def _reference(self, tag: str, rest: list[Any]) -> Any:
        reference: object
        if tag == "h":
            id_, type_name = rest
            reference = Handle(_natural(id_), _text(type_name))
        elif tag == "f":
            target, name = rest
            reference = FunctionReference(_natural(target), _text(name))
        elif tag == "r":
            reference = LibraryReference(_text(*rest))
        elif tag == "s":
            reference = SourceExpression(_text(*rest))
        else:
            raise ValueNotPlain("an unknown tag")
        if self._resolve is None:
            raise ValueNotPlain("a reference where only data may stand")
        return self._resolve(reference)

    def _array(self, dtype: Any, shape: Any) -> np.ndarray[Any, Any]:
        dims, raw = self._take(dtype, shape)
        if dtype == "bfloat16":
            raise ValueNotPlain("an array of dtype bfloat16")
        return np.frombuffer(raw, dtype).reshape(dims)

    def _tensor(self, tag: str, dtype: Any, shape: Any, *claims: Any) -> Any:
        import torch

        requires_grad, is_leaf, is_parameter = map(bool, claims[:3])
        traits = TensorTraits(requires_grad, is_leaf, is_parameter, _text(claims[3]) if tag == "T" else "meta")
        if tag == "m":
            tensor = torch.empty(_shape(shape), dtype=getattr(torch, _dtype(dtype)), device="meta")
        else:
            dims, raw = self._take(dtype, shape)
            if raw:
                tensor = torch.frombuffer(raw, dtype=getattr(torch, dtype)).reshape(dims)
            else:
                tensor = torch.empty(dims, dtype=getattr(torch, dtype))
        if traits.requires_grad and traits.is_leaf and (tensor.is_floating_point() or tensor.is_complex()):
            tensor.requires_grad_()
        if self._note_traits is not None:
            self._note_traits(tensor, traits)
        return tensor

    def _take(self, dtype: Any, shape: Any) -> tuple[list[int], bytearray]:
        dims = _shape(shape)
        size = math.prod(dims) * ITEM_SIZES[_dtype(dtype)]
        if size > len(self._body) - self._offset:
            raise ValueNotPlain("an array larger than its bytes")
        raw = bytearray(self._body[self._offset : self._offset + size])
        self._offset += size
        if dtype == "bool" and raw.translate(None, b"\x00\x01"):
            raise ValueNotPlain("a boolean that is neither 0 nor 1")
        return dims, raw


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueNotPlain("a list was expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 10_000:
        raise ValueNotPlain("a short text was expected")
    return value


def _natural(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueNotPlain("a natural number was expected")
    return value


def _dtype(name: Any) -> str:
    if not isinstance(name, str) or name not in ITEM_SIZES:
        raise ValueNotPlain("an unknown dtype")
    return name


def _shape(shape: Any) -> list[int]:
    dims = _list(shape)
    if len(dims) > MAX_DIMENSIONS:
        raise ValueNotPlain("too many dimensions or elements")
    count = 1
    for size in dims:
        count *= _natural(size) or 1
    if count >= 2**62:
        raise ValueNotPlain("too many dimensions or elements")
    return dims
