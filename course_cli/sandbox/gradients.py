"""Gradients of what a student's function returns, taken in the worker where the graph lives."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

# The gradients of a tensor's only element with respect to leaves; None where nothing flows.
Differentiate = Callable[[Any, "list[Any]"], "tuple[Any, ...]"]


def bind_engine() -> Differentiate:
    """Autograd's engine without torch's Python around it, of which a student's module may exchange any part.

    To be called where torch is loaded and no student's code is there. Where the engine is refused, what it gives is
    refused too.
    """
    torch: Any = sys.modules["torch"]
    run = torch._C._ImperativeEngine().run_backward
    one = torch.ones

    def differentiate(total: Any, leaves: list[Any]) -> tuple[Any, ...]:
        ones = one((), dtype=total.dtype, device=total.device)
        gradients: tuple[Any, ...] = run((total,), (ones,), False, False, tuple(leaves), True, accumulate_grad=False)
        return gradients

    return differentiate


class GradientRequest:
    """The gradient of sum(value * cotangent) with respect to named inputs of one call, taken with `differentiate`.

    Each entry of `wrt` is "<index>" or "<index>.<element or key>" of the positional arguments, a keyword's name, or
    "self.<attribute>" of the object whose method is called.
    """

    def __init__(self, wrt: Sequence[str], cotangent: Any, owner: Any, differentiate: Differentiate) -> None:
        self._torch: Any = sys.modules["torch"]
        self._differentiate = differentiate
        self._wrt = wrt
        self._cotangent = cotangent
        self._owner = owner
        self._leaves: list[Any] = []

    def track(self, arguments: list[Any], keywords: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Replace the named inputs by leaves that require a gradient."""
        for path in self._wrt:
            if path.startswith("self."):
                leaf = self._owner
                for part in path.split(".")[1:]:
                    leaf = getattr(leaf, part)
            elif path[0].isdigit():
                first, _, rest = path.partition(".")
                leaf = _leaf_of(arguments[int(first)], rest)
                arguments[int(first)] = _replaced(arguments[int(first)], rest, leaf)
            else:
                leaf = keywords[path] = _leaf_of(keywords[path], "")
            self._leaves.append(leaf)
        return arguments, keywords

    def of(self, value: Any) -> list[Any]:
        """One gradient a path; None where nothing flows, or where the value is not of the cotangent's shape."""
        torch = self._torch
        outputs = list(value) if isinstance(value, (list, tuple)) else [value]
        cotangents = self._cotangent
        if cotangents is None or isinstance(cotangents, torch.Tensor):
            cotangents = [cotangents] * len(outputs)
        if len(outputs) != len(cotangents):
            return [None] * len(self._leaves)
        total = None
        for output, cotangent in zip(outputs, cotangents, strict=True):
            if not isinstance(output, torch.Tensor) or not output.requires_grad:
                continue
            if cotangent is not None and output.shape != cotangent.shape:
                return [None] * len(self._leaves)
            # A sum, as grad's own grad_outputs would have torch import sympy.
            part = output.sum() if cotangent is None else (output * cotangent.to(output.device)).sum()
            total = part if total is None else total + part
        if total is None:
            return [None] * len(self._leaves)
        return list(self._differentiate(total, self._leaves))


def _leaf_of(value: Any, path: str) -> Any:
    for part in path.split(".") if path else ():
        value = value[part if isinstance(value, dict) else int(part)]
    return value.detach().clone().requires_grad_()


def _replaced(value: Any, path: str, leaf: Any) -> Any:
    if not path:
        return leaf
    first, _, rest = path.partition(".")
    if isinstance(value, dict):
        return {**value, first: _replaced(value[first], rest, leaf)}
    items = list(value)
    items[int(first)] = _replaced(items[int(first)], rest, leaf)
    return tuple(items) if isinstance(value, tuple) else items
