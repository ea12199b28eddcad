"""Turn torch's compilers off: what would be compiled runs as plain PyTorch instead.

Compiled code need not pass the dispatcher (TorchScript's static runtime and its expression compiler do not), and a
caged worker has no compiler to call. A learner's `@torch.compile` or `@torch.jit.script` still works, as a decorator
without effect. As a by-product the first step of an optimizer no longer imports the compiler, which takes 2 s.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from .functions import code_calling

# Modules with second implementations or code generators. What is loaded already stays; see functions.find_functions.
_BLOCKED = (
    "torch._inductor",
    "torch.ao.nn.quantizable",
    "torch.jit._decompositions",
    "torch.nn.attention.flex_attention",
    "torch.onnx",
    "torch.testing._internal",
    "torch.utils.cpp_extension",
)
_COMPILED = re.compile(
    r"_te$|_jit_(?:script|to_static|interpret|differentiate|pass|try_infer|texpr|set_te|nvfuser|override_can_fuse)\w*"
    r"|_create_(?:function|method|object)_\w+|import_ir_module\w*|_load_for_mobile\w*|_lazy_ts_backend$"
)


@functools.cache
def turn_off_compilers() -> None:
    """Make torch's compilers do nothing in this process, for good; does nothing without torch."""
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return
    os.environ["PYTORCH_JIT"] = "0"  # torch's own uses of TorchScript, found in forward-mode differentiation, obey it
    _give_code(torch.compile, _decorate_with_nothing)
    for name in ("script", "trace", "trace_module", "freeze", "optimize_for_inference"):
        _give_code(getattr(torch.jit, name, None), _decorate_with_nothing)
    if "torch._dynamo" not in sys.modules:
        stub = _Inert("torch._dynamo")
        stub.__path__ = []  # its submodules are looked up, and not found
        sys.modules["torch._dynamo"] = torch._dynamo = stub
    for name in [name for name in vars(torch._C) if _COMPILED.fullmatch(name)]:
        delattr(torch._C, name)
    functorch_vmap = sys.modules.get("torch._functorch.vmap")
    if functorch_vmap is not None:  # the kernels it would load are Python twins of those there are
        functorch_vmap.__dict__["DECOMPOSITIONS_LOADED"] = True
    for name in _BLOCKED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None is how an import is made to fail


def _give_code(function: object, target: Callable[..., object]) -> None:
    if isinstance(function, FunctionType):
        function.__code__ = code_calling(target, function.__code__)


def _decorate_with_nothing(function: object = None, *_args: object, **_options: object) -> object:
    return _first if function is None else function


def _first(function: object = None, *_args: object, **_kwargs: object) -> object:
    return function


class _Nothing:
    """Any part of the compiler: a decorator that returns what it was given, an empty context, a false setting."""

    def __call__(self, function: object = None, *_args: object, **_options: object) -> object:
        return self if function is None else function

    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None: ...

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __bool__(self) -> bool:
        return False


class _Inert(ModuleType):
    """Stands in for `torch._dynamo`."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


_nothing = _Nothing()
