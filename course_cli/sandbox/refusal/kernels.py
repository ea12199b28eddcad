"""Refuse operations at torch's dispatcher, where every way of calling one ends.

A refusing kernel is registered over each one that computes, for every overload and under every key and alias: a call
fails whatever the tensor's layout or device, whatever mode or guard is active, and whoever makes it (a method, a
module, `torch.ops`, vmap, a trace). Once registered it costs nothing.
"""

from __future__ import annotations

import ctypes
import functools
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from .families import Family

# These call the kernel below them, or (Meta) compute shapes and no values: refusing there adds nothing, and costs.
_PASS_THROUGH = re.compile(r"Autograd$|ADInplaceOrView|Functionalize|Autocast|Tracer|FuncTorchVmapMode|Meta$")
_REGISTERED = re.compile(r"^([A-Z]\w+)(?:\[alias\])?: ", re.MULTILINE)


@dataclass(frozen=True)
class Operation:
    """An operation of the dispatcher, and what to write over.

    Attributes:
        namespace, name: "aten" and "softmax.int".
        keys: the dispatch keys and aliases under which the library has a kernel that computes.
        title: its name in messages, "torch.softmax (aten::softmax)".
    """

    namespace: str
    name: str
    keys: tuple[str, ...]
    title: str


def find_operations(families: Mapping[str, Family]) -> dict[str, tuple[Operation, ...]]:
    """For each family the operations this torch has of it; empty where torch is not loaded. Takes about 0.15 s."""
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return dict.fromkeys(families, ())
    bases = {name: base_name(name) for name in torch._C._dispatch_get_all_op_names()}

    @functools.cache
    def describe(name: str) -> Operation:
        namespace, _, local = name.partition("::")
        present = _REGISTERED.findall(torch._C._dispatch_dump(name))
        keys = tuple(key for key in present if not _PASS_THROUGH.match(key))
        return Operation(namespace, local, keys, _title(torch, namespace, bases[name]))

    found = {}
    for key, family in families.items():
        pattern = re.compile(family.operations or r"(?!)")
        matching = {base for base in set(bases.values()) if pattern.search(base)}
        operations = (describe(name) for name, base in sorted(bases.items()) if base in matching)
        found[key] = tuple(operation for operation in operations if operation.keys)  # no kernel: not on this machine
    return found


def base_name(operation: str) -> str:
    """'aten::_softmax.out' → '_softmax'."""
    return operation.partition("::")[2].partition(".")[0]


def _title(torch: Any, namespace: str, base: str) -> str:
    plain = base.strip("_")
    homes = {"torch": torch, "torch.nn.functional": torch.nn.functional, "torch.Tensor": torch.Tensor}
    for prefix, home in homes.items():
        if hasattr(home, plain):
            return f"{prefix}.{plain} ({namespace}::{base})"
    return f"{namespace}::{base}"


def refuse_operations(operations: Iterable[Operation], refusal: Callable[[str], Callable[..., NoReturn]]) -> None:
    """Make every call of the operations end in `refusal(title)(*args)`, for good.

    The registration lives as long as its handle, and dropping the handle would bring the library's kernel back. So the
    handles are made immortal and then forgotten: no object that Python code could reach leads to one.
    """
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return
    libraries: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch remarks, once, that a kernel is overridden: that is the purpose
        for operation in operations:
            library = libraries.get(operation.namespace)
            if library is None:
                library = libraries[operation.namespace] = torch._C._dispatch_library("IMPL", operation.namespace, "")
            kernel = refusal(operation.title)
            for key in operation.keys:
                library.impl(operation.name, key, kernel)
    _make_immortal(libraries.values())


def _make_immortal(objects: Iterable[object]) -> None:
    increase = ctypes.PyDLL(None).Py_IncRef  # a handle of its own: ctypes.pythonapi would remember the function
    increase.argtypes, increase.restype = [ctypes.py_object], None
    for one in objects:
        increase(one)
