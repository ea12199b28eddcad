"""The border is always zero.

Fails: value_fills_the_border
"""

from collections.abc import Sequence
import torch


def pad2d(X: torch.Tensor, padding: int | Sequence[int] | Sequence[Sequence[int]], value: float = 0.0) -> torch.Tensor:
    if X.dim() < 2:
        raise ValueError(f"X must have two dimensions, got shape {tuple(X.shape)}")
    per_axis = (padding, padding) if isinstance(padding, int) else padding
    (top, bottom), (left, right) = ((p, p) if isinstance(p, int) else p for p in per_axis)
    if min(top, bottom, left, right) < 0:
        raise ValueError(f"padding must not be negative, got {padding}")
    n_h, n_w = X.shape[-2:]
    padded = X.new_full((*X.shape[:-2], top + n_h + bottom, left + n_w + right), 0.0)
    padded[..., top : top + n_h, left : left + n_w] = X
    return padded


def same_padding(kernel_size: int | Sequence[int]) -> tuple[tuple[int, int], tuple[int, int]]:
    k_h, k_w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return ((k_h // 2, (k_h - 1) // 2), (k_w // 2, (k_w - 1) // 2))
