"""Count how much work a call does, so that a Python loop shows whatever it is written with.

Two counts that depend on the code alone, never on time: operations handed to torch, and steps of Python. Vectorised
code does the same number of both on ten rows and on a thousand.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from types import FrameType, TracebackType
from typing import Any

_disturbed = itertools.count(1)


class WorkCounter:
    """Context manager that counts the work done in its block by the calls made there. Not reentrant, one thread.

    Attributes:
        operations: torch operations dispatched, and elements pulled out of tensors and of the arrays made from them
            (`tolist`, `item`, iteration) or handed to a Python function one by one (`apply_`). 0 without torch.
        steps: calls and lines of Python executed in functions, each turn of a loop or comprehension among them. Where
            the code under measurement switched the counting off, be it for a while, a number that differs from every
            other.
    """

    def __init__(self) -> None:
        self.operations = 0
        self.steps = 0
        self._undo = ExitStack()

    def __enter__(self) -> WorkCounter:
        torch = sys.modules.get("torch")
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            self._watch_numpy(numpy)
        if torch is not None:
            self._watch_torch(torch, numpy)
        self._replace(builtins, "map", _mapped)
        _watch_the_tracing()
        previous = sys.gettrace()
        sys.settrace(self._on_call)
        self._changes = len(_tracing_changed)
        self._undo.callback(self._stop_tracing, previous)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._undo.close()

    def _stop_tracing(self, previous: Any) -> None:
        disturbed = sys.gettrace() != self._on_call or len(_tracing_changed) != self._changes
        sys.settrace(previous)
        if disturbed:
            self.steps = next(_disturbed) << 40

    def _on_call(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename in _OURS and frame.f_code not in _COUNTED:
            return None
        self.steps += 1
        return self._on_line

    def _on_line(self, _frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        if event == "line":
            self.steps += 1
        return self._on_line

    def _replace(self, owner: Any, name: str, value: object) -> None:
        """Set an attribute until the block ends; one that was inherited is inherited again then."""
        inherited = name not in vars(owner)
        original = getattr(owner, name)
        setattr(owner, name, value)
        if inherited:
            self._undo.callback(delattr, owner, name)
        else:
            self._undo.callback(setattr, owner, name, original)

    def _watch_torch(self, torch: Any, numpy: Any) -> None:
        tensor = torch.Tensor

        def iterate(self_: Any) -> Any:
            self.operations += len(self_) if self_.dim() else 0
            return original_iter(self_)

        def numpy_(self_: Any, *arguments: Any, **keywords: Any) -> Any:
            array = original_numpy(self_, *arguments, **keywords)
            return array.view(_watched_array()) if type(array) is numpy.ndarray else array

        def elementwise(original: Callable[..., Any]) -> Callable[..., Any]:
            def method(self_: Any, *arguments: Any) -> Any:
                self.operations += self_.numel()
                return original(self_, *arguments)

            return method

        original_iter, original_numpy = tensor.__iter__, tensor.numpy
        for name in ("tolist", "apply_", "map_", "map2_"):
            self._replace(tensor, name, elementwise(getattr(tensor, name)))
        self._replace(tensor, "__iter__", iterate)
        for owner, name in _switches(torch):
            self._replace(owner, name, _noted(getattr(owner, name)))
        if numpy is not None:
            self._replace(tensor, "numpy", numpy_)
            _watching.append(self)
            self._undo.callback(_watching.remove, self)
        self._undo.enter_context(_operation_counter()(self))

    def _watch_numpy(self, numpy: Any) -> None:
        original = numpy.frompyfunc

        def frompyfunc(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
            return original(lambda *values: _counted_call(function, values), *arguments, **keywords)

        for name in ("numpy", "numpy.lib._function_base_impl", "numpy.lib.function_base"):
            module = sys.modules.get(name)
            if module is not None and vars(module).get("frompyfunc") is original:
                self._replace(module, "frompyfunc", frompyfunc)


_watching: list[WorkCounter] = []

_tracing_changed: list[None] = []


@functools.cache
def _watch_the_tracing() -> None:
    note = _tracing_changed.append

    def hook(event: str, _arguments: object) -> None:
        if event == "sys.settrace":
            note(None)

    sys.addaudithook(hook)


def _switches(torch: Any) -> Iterator[tuple[Any, str]]:
    """By what operations are done where no mode sees them. The library itself has no need of these in plain code."""
    names = ("_DisableTorchDispatch", "_ExcludeDispatchKeyGuard", "_pop_torch_dispatch_stack", "_unset_dispatch_mode")
    for owner in (torch._C, sys.modules["torch.utils._python_dispatch"]):
        yield from ((owner, name) for name in names if name in vars(owner))


def _noted(switch: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*arguments: Any, **keywords: Any) -> Any:
        _tracing_changed.append(None)
        return switch(*arguments, **keywords)

    return noted


def _counted_call(function: Callable[..., Any], values: tuple[Any, ...]) -> Any:
    return function(*values)


def _mapped(function: Callable[..., Any], *iterables: Iterable[Any]) -> Iterator[Any]:
    """`map`, with a step of Python for each element, which C functions would not show."""
    iterators = [iter(iterable) for iterable in iterables]
    for values in zip(*iterators):  # noqa: B905 - as map does, end with the shortest
        yield function(*values)


# A GPU has no Python of ours in it, so the simulated one shows none; nor is it the student's how a value is sent.
_OURS = tuple(__file__.replace("counting", name) for name in ("counting", "simulated_device", "values", "worker"))

# Of this file's functions these stand for steps of the student's; the others are the counter's own.
_COUNTED = frozenset({_counted_call.__code__, _mapped.__code__})


@functools.cache
def _operation_counter() -> Any:
    base: Any = importlib.import_module("torch.utils._python_dispatch").TorchDispatchMode

    class OperationCounter(base):  # type: ignore[misc]
        def __init__(self, counter: WorkCounter) -> None:
            super().__init__()
            self._counter = counter

        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            return False  # despite its name: True is what wraps the method below and imports the compiler

        def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            self._counter.operations += 1
            return function(*args, **(kwargs or {}))

    return OperationCounter


@functools.cache
def _watched_array() -> Any:
    ndarray: Any = sys.modules["numpy"].ndarray

    class Watched(ndarray):  # type: ignore[misc]
        """An array made from a tensor: pulling Python numbers out of it counts as it does for the tensor."""

        def tolist(self) -> Any:
            _pulled(self.size)
            return super().tolist()

        def __iter__(self) -> Any:
            _pulled(len(self))
            return super().__iter__()

    return Watched


def _pulled(count: int) -> None:
    for counter in _watching:
        counter.operations += count
