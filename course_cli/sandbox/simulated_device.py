"""A second device for a machine that has none: its tensors compute on the CPU, and do not mix with the CPU's.

A tensor there is a wrapper around one on the CPU. To torch it lives on "meta", the one device besides the CPU that
every build has and whose gradients need no thread of their own; to the student's code it says "cuda:0". The illusion
has three parts: what the wrapper does with operations, a dispatch mode for tensors made with `device=...`, and a
function mode for what Python reaches without any operation (`.device`, `.numpy()`, `torch.tensor(...)`, `X[[0, 2]]`).

It imports torch, so only a process that has torch should import it, before any student's code is there. Known to fail
where a GPU would not: `torch.Generator(device=...)`, everything of `torch.cuda`, nested transforms of `torch.func`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

from course_cli.sandbox.values import tensor_reader

DEVICE = torch.device("cuda", 0)

_META = torch.device("meta")
_CPU = torch.device("cpu")
_aten = torch.ops.aten


class DevicesMixed(RuntimeError):
    """An operation got tensors of two devices. Its text is CUDA's."""


class NotOnTheCpu(TypeError):
    """NumPy was given a tensor of the other device. Its text is CUDA's."""


_DOUBLE = (torch.float64, torch.complex128)
_dtypes_refused: set[torch.dtype] = set()


@functools.cache
def available() -> bool:
    """Whether this torch lets itself be deceived. To be asked first where no student's code is."""
    try:
        X = torch.arange(6.0).reshape(2, 3)
        with simulation() as to_device:
            there = to_device(X)
            answer = torch.zeros(2, device=there.device) + (there @ there.new_ones(3)) * torch.tensor(2.0)
            works = answer.tolist() == [6.0, 24.0] and there[[1], 0].item() == 3.0 and answer.device == DEVICE
            layer = torch.nn.Linear(3, 2)
            works = works and to_device(layer)(there).device == layer.weight.device == DEVICE
            try:
                there + X
                return False
            except DevicesMixed:
                return works and locate(answer)[1] == DEVICE.type
    except Exception:  # noqa: BLE001 - whatever this torch lacks, the answer is no
        return False


@contextmanager
def simulation(*, lacks_float64: bool = False) -> Iterator[Callable[[Any], Any]]:
    """Have the simulated device for a while; gives the function that moves things there.

    With `lacks_float64` it refuses tensors of double precision, as Apple's GPUs do.

    It returns nested lists, tuples and dicts with the tensors among them there, sharing their data, and moves a module
    as `module.to(device)` does: parameters and buffers, in place. At the end modules are back where they were; a tensor
    that stays there can still be taken apart with `locate`.
    """
    with ExitStack() as undo:
        if lacks_float64:
            _dtypes_refused.update(_DOUBLE)
            undo.callback(_dtypes_refused.clear)
        undo.enter_context(_Operations())  # type: ignore[no-untyped-call]
        undo.enter_context(_Functions())
        _follow_backward(undo)

        def to_device(value: Any) -> Any:
            for module in (leaf for leaf in tree_leaves(value) if isinstance(leaf, torch.nn.Module)):
                _move_module(module, undo)
            return tree_map_only(Tensor, _moved, value)

        yield to_device


def locate(tensor: Tensor) -> tuple[Tensor, str]:
    """A tensor's values as an ordinary tensor, and the type of the device it was on."""
    # Not isinstance() and `tensor.device`, which believe what an object says of itself.
    if issubclass(type(tensor), _Elsewhere):
        elsewhere: Any = tensor
        return elsewhere.on_cpu, DEVICE.type
    return tensor, tensor_reader().device(tensor).type


class _Elsewhere(Tensor):
    """A tensor on the simulated device; `on_cpu` has its values."""

    on_cpu: Tensor

    @staticmethod
    def __new__(cls, on_cpu: Tensor) -> _Elsewhere:
        if on_cpu.dtype in _dtypes_refused:
            # MPS's own words.
            name = str(on_cpu.dtype).removeprefix("torch.")
            raise TypeError(
                f"Cannot convert a MPS Tensor to {name} dtype as the MPS framework doesn't support {name}. "
                "Please use float32 instead."
            )
        # A conjugate is a flag on the tensor; the wrapper would need the same one.
        on_cpu = on_cpu.resolve_conj().resolve_neg()
        layout: dict[str, Any] = {"strides": on_cpu.stride(), "storage_offset": on_cpu.storage_offset()}
        make: Callable[..., _Elsewhere] = Tensor._make_wrapper_subclass
        wrapper = make(cls, on_cpu.size(), dtype=on_cpu.dtype, device=_META, **layout)
        wrapper.on_cpu = on_cpu
        return wrapper

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, operation: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        return _carry_out(operation, args, kwargs or {})


class _Operations(TorchDispatchMode):  # type: ignore[no-untyped-call]
    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # despite its name: True is what wraps the method below and imports the compiler

    def __torch_dispatch__(self, operation: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _carry_out(operation, args, kwargs or {})


class _Functions(TorchFunctionMode):
    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        args, kwargs = _devices_translated(function, args, kwargs or {})
        special = _special_functions().get(function)
        return function(*args, **kwargs) if special is None else special(function, *args, **kwargs)


def _follow_backward(undo: ExitStack) -> None:
    """Have the function mode in a student's own backward too: the call that leads there switched it off."""
    node: Any = torch.autograd.function.BackwardCFunction
    original = node.apply

    def apply(*args: Any) -> Any:
        with _Functions():
            return original(*args)

    node.apply = apply
    undo.callback(setattr, node, "apply", original)


def _moved(tensor: Tensor) -> Tensor:
    return tensor if isinstance(tensor, _Elsewhere) else _Elsewhere(tensor.data).requires_grad_(tensor.requires_grad)


def _move_module(module: torch.nn.Module, undo: ExitStack) -> None:
    # The objects stay the same, with other contents, as in module.to(): whoever else holds a parameter sees it moved.
    for tensor in (*module.parameters(), *module.buffers()):
        if isinstance(tensor, _Elsewhere):
            continue
        twin = _moved(tensor)
        if isinstance(tensor, torch.nn.Parameter):
            twin = torch.nn.Parameter(twin.detach(), tensor.requires_grad)
        _exchange(tensor, twin)
        undo.callback(_exchange, tensor, twin)


def _exchange(one: Tensor, other: Tensor) -> None:
    """As `torch.utils.swap_tensors`, which refuses parameters that a graph still refers to; here the graph may."""
    one.__class__, other.__class__ = other.__class__, one.__class__
    one.__dict__, other.__dict__ = other.__dict__, one.__dict__
    torch._C._swap_tensor_impl(one, other)


# What operations do.

_COPIES = (_aten.copy_.default,)
_INDEXING = (
    _aten.index.Tensor,
    _aten.index_put.default,
    _aten.index_put_.default,
    _aten._index_put_impl_.default,
)
_NO_CPU_SCALARS = (_aten.cat.default, _aten.stack.default)


def _carry_out(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Do the operation on the CPU, and put what it makes on the device where it belongs."""
    tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Tensor)]
    elsewhere = [tensor for tensor in tensors if isinstance(tensor, _Elsewhere)]
    if 0 < len(elsewhere) < len(tensors) and operation not in _COPIES:
        _require_one_device(operation, args, kwargs, tensors)
    lands_elsewhere = bool(elsewhere)
    values = tree_map_only(_Elsewhere, lambda tensor: tensor.on_cpu, (args, kwargs))
    if kwargs.get("device") is not None:
        lands_elsewhere = torch.device(kwargs["device"]).type == "meta"
        values[1]["device"] = _CPU
    out = operation(*values[0], **values[1])
    if torch.Tag.inplace_view in operation.tags:
        with torch._C._DisableTorchDispatch():
            operation(*args, **kwargs)  # so that the wrapper's shape changes too
    # What was given back as it was given stays the object that it was: in-place operations.
    given = {id(tensor.on_cpu if isinstance(tensor, _Elsewhere) else tensor): tensor for tensor in tensors}

    def placed(tensor: Tensor) -> Tensor:
        if id(tensor) in given:
            return given[id(tensor)]
        return _Elsewhere(tensor) if lands_elsewhere else tensor

    return tree_map_only(Tensor, placed, out)


def _require_one_device(operation: Any, args: Any, kwargs: Any, tensors: list[Tensor]) -> None:
    """Raise DevicesMixed where CUDA would: scalars on the CPU mix with anything, and indices may be there too."""
    if operation in _INDEXING:
        indexed, indices, *values = args
        if not isinstance(indexed, _Elsewhere) and any(isinstance(index, _Elsewhere) for index in indices):
            raise DevicesMixed("indices should be either on cpu or on the same device as the indexed tensor (cpu)")
        tensors = [indexed, *(value for value in values if isinstance(value, Tensor) and value.dim())]
        mixed = len({isinstance(tensor, _Elsewhere) for tensor in tensors}) > 1
    else:
        mixed = any(
            not isinstance(tensor, _Elsewhere) and (tensor.dim() > 0 or operation in _NO_CPU_SCALARS)
            for tensor in tensors
        ) or any(not isinstance(tensor, _Elsewhere) for tensor in _written(operation, args, kwargs))
    if mixed:
        name = operation._schema.name.removeprefix("aten::").strip("_")
        raise DevicesMixed(
            f"Expected all tensors to be on the same device, but found at least two devices, {DEVICE} and cpu! "
            f"(when checking arguments of {name})"
        )


def _written(operation: Any, args: Any, kwargs: Any) -> list[Tensor]:
    """The arguments that the operation writes to."""
    declared = operation._schema.arguments
    given = [*zip(declared, args, strict=False), *((one, kwargs[one.name]) for one in declared if one.name in kwargs)]
    written = [value for argument, value in given if argument.alias_info is not None and argument.alias_info.is_write]
    return [leaf for leaf in tree_leaves(written) if isinstance(leaf, Tensor)]


# What Python reaches without an operation.


def _devices_translated(function: Any, args: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The arguments with the device that students see replaced by the one that torch sees."""
    first = 1 if function is Tensor.to else len(args)
    args = tuple(
        _META if _is_ours(arg) or (position >= first and _named_ours(arg)) else arg for position, arg in enumerate(args)
    )
    if kwargs.get("device") is not None and (_is_ours(kwargs["device"]) or _named_ours(kwargs["device"])):
        kwargs = {**kwargs, "device": _META}
    return args, kwargs


def _is_ours(value: object) -> bool:
    return isinstance(value, torch.device) and value.type == DEVICE.type


def _named_ours(value: object) -> bool:
    return (type(value), value) in ((str, DEVICE.type), (str, str(DEVICE)), (int, DEVICE.index))


@functools.cache
def _special_functions() -> dict[Any, Callable[..., Any]]:
    attributes = {"device": DEVICE, "is_cuda": True, "is_cpu": False, "is_meta": False}
    return {
        **{getattr(Tensor, name).__get__: _answering(answer) for name, answer in attributes.items()},
        vars(torch._C.TensorBase)["data"].__set__: _set_data,
        Tensor.get_device: _answering(0),
        Tensor.cuda: _cuda,
        Tensor.numpy: _refuse_numpy,
        Tensor.__array__: _refuse_numpy,
        Tensor.tolist: _on_values,
        Tensor.__format__: _on_values,
        Tensor.__repr__: _represent,
        Tensor.__getitem__: _index,
        Tensor.__setitem__: _index,
        torch.tensor: _from_data,
        torch.as_tensor: _as_tensor,
        torch.asarray: _as_tensor,
        Tensor.new_tensor: _new_from_data,
        Tensor.new: _new_from_data,
    }


def _answering(answer: object) -> Callable[..., Any]:
    def read(getter: Any, tensor: Tensor, *args: Any) -> Any:
        return answer if isinstance(tensor, _Elsewhere) else getter(tensor, *args)

    return read


def _set_data(setter: Any, tensor: Tensor, value: Tensor) -> None:
    setter(tensor, value)
    if isinstance(tensor, _Elsewhere) and isinstance(value, _Elsewhere):
        tensor.on_cpu = value.on_cpu


def _cuda(function: Any, tensor: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    return tensor.to(_META)


def _on_values(function: Any, tensor: Tensor, *args: Any) -> Any:
    return function(tensor.on_cpu if isinstance(tensor, _Elsewhere) else tensor, *args)


def _represent(function: Any, tensor: Tensor, **kwargs: Any) -> Any:
    if not isinstance(tensor, _Elsewhere):
        return function(tensor, **kwargs)
    return f"{function(tensor.on_cpu, **kwargs)[:-1]}, device='{DEVICE}')"


def _refuse_numpy(function: Any, tensor: Tensor, *args: Any, **kwargs: Any) -> Any:
    if not isinstance(tensor, _Elsewhere):
        return function(tensor, *args, **kwargs)
    raise NotOnTheCpu(
        f"can't convert {DEVICE} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
    )


def _index(function: Any, tensor: Tensor, index: Any, *value: Any) -> Any:
    # torch would make the list a tensor on "meta", where it has no values; an index may be on the CPU.
    if isinstance(tensor, _Elsewhere):
        index = tuple(map(_index_part, index)) if isinstance(index, tuple) else _index_part(index)
    return function(tensor, index, *value)


def _index_part(part: Any) -> Any:
    if isinstance(part, (list, range, np.ndarray)):
        return torch.tensor(_plain(list(part) if isinstance(part, range) else part)) if len(part) else part
    return part


def _from_data(function: Any, data: Any, **kwargs: Any) -> Tensor:
    """`torch.tensor`: on the CPU unless `data` or `device` says otherwise."""
    device = kwargs.pop("device", None)
    lands_elsewhere = isinstance(data, _Elsewhere) if device is None else torch.device(device) == _META
    made: Tensor = function(_plain(data), **kwargs)
    return _moved(made) if lands_elsewhere else made


def _as_tensor(function: Any, data: Any, *args: Any, **kwargs: Any) -> Tensor:
    if isinstance(data, _Elsewhere):
        wanted = [kwargs[name] for name in ("device", "dtype") if kwargs.get(name) is not None]
        return data.to(*wanted, *args)
    return _from_data(function, data, *args, **kwargs)


def _new_from_data(function: Any, tensor: Tensor, *data: Any, device: Any = None, **kwargs: Any) -> Tensor:
    """`X.new_tensor(data)` and `X.new(...)`: beside X unless `device` says otherwise."""
    lands_elsewhere = isinstance(tensor, _Elsewhere) if device is None else torch.device(device) == _META
    made: Tensor = function(_plain(tensor), *map(_plain, data), **kwargs)
    return _moved(made) if lands_elsewhere else made


def _plain(data: Any) -> Any:
    """Numbers and nested lists of them, with tensors of the other device replaced by their values."""
    if isinstance(data, (list, tuple)) and not isinstance(data, torch.Size):
        return [_plain(item) for item in data]
    return data.on_cpu if isinstance(data, _Elsewhere) else data
