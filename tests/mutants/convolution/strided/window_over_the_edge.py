"""The window runs over the edge: what is left of it counts as an output.

Fails: window_stays_inside
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
    rows = []
    for i in range(
        0, max(padded.shape[0] - k_h, 0) + s_h if (padded.shape[0] - k_h) % s_h else padded.shape[0] - k_h + 1, s_h
    ):
        row = []
        for j in range(
            0, max(padded.shape[1] - k_w, 0) + s_w if (padded.shape[1] - k_w) % s_w else padded.shape[1] - k_w + 1, s_w
        ):
            window = padded[i : i + k_h, j : j + k_w]
            row.append((window * K[: window.shape[0], : window.shape[1]]).sum())
        rows.append(torch.stack(row))
    return torch.stack(rows)
