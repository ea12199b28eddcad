"""Max pooling pads with a number that is only rather small.

Fails: max_never_picks_the_padding
"""

from collections.abc import Sequence
import torch
from torch import Tensor
from convolution.padding import pad2d


def pool2d(X: Tensor, pool_size: int | Sequence[int], mode: str = "max") -> Tensor:
    if X.dim() != 2:
        raise ValueError(f"X must have two dimensions, got shape {tuple(X.shape)}")
    return pool2d_layer(X[None, None], pool_size, mode, stride=1)[0, 0]


def pool2d_layer(
    X: Tensor,
    pool_size: int | Sequence[int],
    mode: str = "max",
    padding: int | Sequence[int] = (0, 0),
    stride: int | Sequence[int] | None = None,
) -> Tensor:
    if X.dim() != 4:
        raise ValueError(f"X must have four dimensions, got shape {tuple(X.shape)}")
    if mode not in ("max", "avg"):
        raise ValueError(f"mode must be 'max' or 'avg', got {mode!r}")
    k_h, k_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    if p_h > k_h // 2 or p_w > k_w // 2:
        raise ValueError(f"padding {padding} is more than half of pool_size {pool_size}")
    if stride is None:
        stride = (k_h, k_w)
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    if s_h < 1 or s_w < 1:
        raise ValueError(f"stride must be at least 1, got {stride}")
    padded = pad2d(X, (p_h, p_w), value=-1e4 if mode == "max" else 0.0)
    if k_h > padded.shape[2] or k_w > padded.shape[3]:
        raise ValueError(f"pool_size {pool_size} is larger than the padded X of shape {tuple(padded.shape)}")
    windows = padded.unfold(2, k_h, s_h).unfold(3, k_w, s_w)
    return windows.amax(dim=(4, 5)) if mode == "max" else windows.mean(dim=(4, 5))
