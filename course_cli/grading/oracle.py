"""Gradients of a trusted function, computed on the trusted side in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor

_GOLDEN: Final = 0.6180339887498949
_PLASTIC: Final = 0.7548776662466927


@dataclass(frozen=True)
class Truth:
    """A value and its gradients in the dtypes the student's should have, and the cotangent both sides use."""

    value: Any
    grads: tuple[Tensor, ...]
    cotangent: Any


def entry(key: int | str) -> tuple[int | str, tuple[int, ...]]:
    """A wrt entry taken apart: 1 -> (1, ()), "1.2" -> (1, (2,)), "W" -> ("W", ()), "self.fc.weight" as it is."""
    if isinstance(key, int):
        return key, ()
    head, *rest = key.split(".")
    return (int(head), tuple(map(int, rest))) if head.isdecimal() else (key, ())


def differentiate(
    oracle: Callable[..., Any],
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    parameters: Mapping[str, Tensor],
    wrt: Sequence[int | str],
    cotangent: Any = None,
) -> Truth:
    """Value and gradients of sum(oracle(...) * cotangent), computed in float64.

    Returns:
        Truth: gradients in the dtype of what they are of, a floating-point value in the dtype of the first wrt entry.

    Raises:
        TypeError: a wrt entry is not a floating-point tensor, or the oracle's value is not made of tensors.
    """
    originals = [_find(key, args, keywords, parameters) for key in wrt]
    for key, original in zip(wrt, originals, strict=True):
        if not isinstance(original, Tensor) or not original.is_floating_point():
            raise TypeError(f"wrt {key!r} is not a floating-point tensor")
    wide_args, wide_keywords, wide_parameters = _widen(list(args)), _widen(dict(keywords)), _widen(dict(parameters))
    leaves = [_find(key, wide_args, wide_keywords, wide_parameters).requires_grad_() for key in wrt]
    attributes = {name.removeprefix("self.").replace(".", "_"): value for name, value in wide_parameters.items()}
    with torch.enable_grad():
        value = oracle(*wide_args, **wide_keywords, **attributes)
    outputs = [value] if isinstance(value, Tensor) else value
    if not isinstance(outputs, (list, tuple)) or not all(isinstance(output, Tensor) for output in outputs):
        raise TypeError("an oracle returns a tensor, or a list or tuple of tensors")
    dtype = originals[0].dtype
    if cotangent is None:
        weights = tuple(make_cotangent(output.shape, dtype) for output in outputs)
    else:
        weights = (cotangent,) if isinstance(cotangent, Tensor) else tuple(cotangent)
    reached = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
    grads: Sequence[Tensor | None] = [None] * len(leaves)
    if reached:
        total = torch.stack([(o * w.to(o.dtype)).sum() for o, w in reached]).sum()
        grads = torch.autograd.grad(total, leaves, allow_unused=True)
    return Truth(
        value=_narrow(value, dtype),
        grads=tuple(
            torch.zeros_like(original) if grad is None else grad.to(original.dtype)
            for original, grad in zip((o.detach() for o in originals), grads, strict=True)
        ),
        cotangent=weights[0] if isinstance(value, Tensor) else weights,
    )


def make_cotangent(shape: Sequence[int], dtype: torch.dtype) -> Tensor:
    """Uneven numbers of both signs, 0.5 to 1.5 in size, the same for every run.

    Multiples of 1/64, which every float dtype down to bfloat16 holds exactly: both sides multiply by the same numbers.
    """
    size = torch.Size(shape)
    steps = torch.arange(1, size.numel() + 1, dtype=torch.float64)
    signs = torch.where((steps * _PLASTIC).frac() < 0.5, -1.0, 1.0).double()
    sizes = ((steps * _GOLDEN).frac() * 64).round() / 64 + 0.5
    return (signs * sizes).reshape(size).to(dtype)


def _find(key: int | str, args: Sequence[Any], keywords: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
    position, rest = entry(key)
    if isinstance(position, int):
        found = args[position]
    else:
        found = parameters[position] if position.startswith("self.") else keywords[position]
    for part in rest:
        found = found[part]
    return found


def _widen(value: Any) -> Any:
    """A copy whose floating-point tensors are float64 and whose tensors belong to no graph."""
    if isinstance(value, Tensor):
        value = value.detach()
        return value.double().clone() if value.is_floating_point() else value.clone()
    if type(value) in (list, tuple):
        return type(value)(_widen(item) for item in value)
    if type(value) is dict:
        return {key: _widen(item) for key, item in value.items()}
    return value


def _narrow(value: Any, dtype: torch.dtype) -> Any:
    if isinstance(value, Tensor):
        value = value.detach()
        return value.to(dtype) if value.is_floating_point() else value
    return type(value)(_narrow(item, dtype) for item in value)
