"""The strides of height and width change places.

Fails: each_axis_by_its_own_numbers
"""

from collections.abc import Sequence
import torch
from convolution.padding import pad2d


def corr2d_strided(
    X: torch.Tensor, K: torch.Tensor, padding: int | Sequence[int] = (0, 0), stride: int | Sequence[int] = (1, 1)
) -> torch.Tensor:
    if X.dim() != 2:
        raise ValueError(f"X must have two dimensions, got shape {tuple(X.shape)}")
    if K.dim() != 2:
        raise ValueError(f"K must have two dimensions, got shape {tuple(K.shape)}")
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    if s_h < 1 or s_w < 1:
        raise ValueError(f"stride must be at least 1, got {stride}")
    padded = pad2d(X, padding)
    k_h, k_w = K.shape
    if k_h > padded.shape[0] or k_w > padded.shape[1]:
        raise ValueError(f"K of shape {tuple(K.shape)} is larger than the padded X of shape {tuple(padded.shape)}")
    windows = padded.unfold(0, k_h, s_w).unfold(1, k_w, s_h)
    return (windows * K).sum(dim=(2, 3))
