"""Refuse what the library does in Python, and the autograd engine.

A Python function is refused by exchanging its code, so that every name it goes by, every closure and every class that
inherits it is refused with it, and the original code is nowhere left to be found.
"""

from __future__ import annotations

import ast
import ctypes
import functools
import gc
import re
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

from .families import DECOMPOSITION_MODULES, Family
from .kernels import base_name
from .lock import kept_namespace

Refusal = Callable[[str], Callable[..., NoReturn]]
_SLOT = "<what to call>"


def find_functions(families: Mapping[str, Family]) -> dict[str, tuple[tuple[str, FunctionType], ...]]:
    """For each family the loaded library functions of it, as (name for messages, function), wrapped ones included."""
    candidates = list(_library_functions())
    decompositions = list(_decompositions())
    found = {}
    for key, family in families.items():
        chosen: dict[int, tuple[str, FunctionType]] = {}
        wanted = re.compile("|".join(f"(?:{pattern})" for pattern in family.functions) or r"(?!)")
        operations = re.compile(family.operations or r"(?!)")
        matching = [(path, function) for path, function in candidates if wanted.fullmatch(path)]
        matching += [(name, function) for name, function in decompositions if operations.search(name)]
        for path, function in matching:
            for layer in _layers(function):
                chosen.setdefault(id(layer), (path.replace(":", "."), layer))
                _template(layer.__code__.co_freevars)  # compiled now rather than in every worker
        found[key] = tuple(chosen.values())
    return found


def refuse_functions(functions: Iterable[tuple[str, FunctionType]], refusal: Refusal) -> None:
    """Make every call of the functions end in `refusal(name)(*args)`, for good."""
    for name, function in functions:
        function.__code__ = code_calling(refusal(name), function.__code__)


def find_builtins(families: Mapping[str, Family]) -> dict[str, tuple[tuple[str, ModuleType, str], ...]]:
    """For each family where its C functions are to be found: (name for messages, module, name in the module)."""
    found = {}
    for key, family in families.items():
        places: list[tuple[str, ModuleType, str]] = []
        for path in family.builtins:
            home, _, name = path.partition(":")
            original = getattr(sys.modules.get(home), name, None)
            if original is not None:
                modules = _modules((home.partition(".")[0],))
                places += [(f"{home}.{name}", module, name) for module in modules if vars(module).get(name) is original]
        found[key] = tuple(places)
    return found


def refuse_builtins(places: Iterable[tuple[str, ModuleType, str]], refusal: Refusal) -> None:
    """Put a refusing function in the places of C functions, and in what a module loaded again is made of."""
    for title, module, name in places:
        refuse = _function_calling(refusal(title))
        setattr(module, name, refuse)
        if name in (namespace := kept_namespace(module)):
            namespace[name] = refuse


def refuse_engine(refusal: Refusal) -> None:
    """Refuse the autograd engine: `backward` and `grad` in every form, and walking the graph by hand.

    Graphs are still recorded, so that code on parameters runs and prints as ever. Whoever needs the engine afterwards
    binds `torch._C._ImperativeEngine.run_backward`, an unbound method, before; the only way to it is that reference.
    """
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return
    refuse = _function_calling(refusal("torch.autograd (backward, grad)"))
    _replace_in_type(torch._C._ImperativeEngine, "run_backward", refuse)
    tensor_base = next(base for base in torch.Tensor.__mro__ if "grad_fn" in vars(base))
    _replace_in_type(tensor_base, "grad_fn", _OpaqueNode(vars(tensor_base)["grad_fn"], refuse))
    apply = _function_calling(refusal("torch.autograd.Function.apply"))
    for kind in torch.autograd.Function.__mro__:
        if isinstance(vars(kind).get("apply"), types.ClassMethodDescriptorType):  # in Python it has code to exchange
            _replace_in_type(kind, "apply", apply)
    # TorchScript has the engine as operations of its own, outside the dispatcher.
    torch._C.__dict__.pop("CompilationUnit", None)
    for look_up in ("_jit_get_operation", "_get_operation_overload"):
        setattr(torch._C, look_up, _without(getattr(torch._C, look_up), _ENGINE_OPERATIONS, refuse))
    for name in ("_backward", "backward"):  # the distributed engine is another one
        vars(getattr(torch._C, "_distributed_autograd", types.SimpleNamespace())).pop(name, None)
    for name in _ENGINE_OPERATIONS:
        setattr(torch.ops.aten, name.removeprefix("aten::"), refuse)


_ENGINE_OPERATIONS = ("aten::grad", "aten::backward")


def _without(
    look_up: Callable[..., object], names: tuple[str, ...], refuse: Callable[..., object]
) -> Callable[..., object]:
    return lambda name, *rest: refuse() if name in names else look_up(name, *rest)


class _OpaqueNode:
    """Descriptor in place of `Tensor.grad_fn`: tells whether there is a node and its name, and hands out no node."""

    def __init__(self, original: Any, refuse: Callable[..., object]) -> None:
        @functools.cache
        def stand_in(kind: str) -> object:
            return type(kind, (), {"__call__": refuse, "next_functions": property(refuse), "name": lambda self: kind})()

        def get(tensor: object) -> object | None:
            node = original.__get__(tensor)
            return None if node is None else stand_in(type(node).__name__)

        self._get = get

    def __get__(self, tensor: object, owner: type | None = None) -> object:
        return self if tensor is None else self._get(tensor)

    def __set__(self, tensor: object, value: object) -> None:
        raise AttributeError("grad_fn is read-only")


def code_calling(target: Callable[..., object], like: CodeType | None = None) -> CodeType:
    """Code that does `return target(*args, **kwargs)` without globals, with the closure of `like`."""
    template = _template(like.co_freevars if like is not None else ())
    return template.replace(co_consts=tuple(target if const == _SLOT else const for const in template.co_consts))


def _function_calling(target: Callable[..., object]) -> FunctionType:
    return FunctionType(code_calling(target), {})


@functools.cache
def _template(free: tuple[str, ...]) -> CodeType:
    keep = f"if 0: ({', '.join(free)},)" if free else "pass"  # never runs; keeps the closure's variables
    names = [name for name in free if name.isidentifier()]
    tree = ast.parse(
        f"def outer({', '.join(names)}):\n"
        f"    def refused(*_args, **_kwargs):\n"
        f"        {keep}\n"
        f"        return {_SLOT!r}(*_args, **_kwargs)\n"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # "'str' object is not callable": the slot is filled later
        module = compile(tree, "<refused>", "exec")
    outer = next(const for const in module.co_consts if isinstance(const, CodeType))
    return next(const for const in outer.co_consts if isinstance(const, CodeType))


def _replace_in_type(kind: type, name: str, value: object) -> None:
    """Set an attribute of a C type, which Python itself refuses to do."""
    namespace = next(one for one in gc.get_referents(kind.__dict__) if isinstance(one, dict))
    namespace[name] = value
    modified = ctypes.PyDLL(None).PyType_Modified
    modified.argtypes, modified.restype = [ctypes.py_object], None
    modified(kind)


def _modules(prefixes: tuple[str, ...]) -> Iterator[ModuleType]:
    for name, module in list(sys.modules.items()):
        if type(module) is ModuleType and any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes):
            yield module


# Only these hold functions that a family's pattern names; looking through all of torch takes a second.
_FUNCTION_MODULES = (
    "torch._higher_order_ops.flex_attention",
    "torch.nn.functional",
    "torch.nn.modules.activation",
    "torch.ao.nn.quantizable",
    "torch.autograd",
    "torch.distributed.optim",
    "torch.distributions.transforms",
    "torch.optim",
    "numpy",
)


def _library_functions() -> Iterator[tuple[str, FunctionType]]:
    for module in _modules(_FUNCTION_MODULES):
        for name, value in list(vars(module).items()):
            if isinstance(value, type) and value.__module__ == module.__name__:
                for attribute, member in list(vars(value).items()):
                    function = _as_function(getattr(member, "__func__", member))
                    if function is not None:
                        yield f"{module.__name__}:{name}.{attribute}", function
            else:
                function = _as_function(value)
                if function is not None and function.__module__ in (module.__name__, "numpy"):
                    yield f"{module.__name__}:{name}", function


def _decompositions() -> Iterator[tuple[str, FunctionType]]:
    for module in _modules(DECOMPOSITION_MODULES):
        for name, value in list(vars(module).items()):
            function = _as_function(value)
            if function is not None and function.__module__.startswith(DECOMPOSITION_MODULES):
                yield name, function
    tables: Mapping[str, Mapping[Any, Any]] = getattr(
        sys.modules.get("torch._decomp"), "global_decomposition_table", {}
    )
    for table in tables.values():
        for operation, value in table.items():
            function = _as_function(value)
            if function is not None and hasattr(operation, "name"):
                yield base_name(operation.name()), function


def _as_function(value: object) -> FunctionType | None:
    value = getattr(value, "_implementation", value)  # NumPy's dispatcher around its Python functions
    return value if isinstance(value, FunctionType) else None


def _layers(function: FunctionType | None) -> Iterator[FunctionType]:
    while function is not None:
        yield function
        function = _as_function(getattr(function, "__wrapped__", None))
