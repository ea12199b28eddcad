"""The answer is float32 whatever the input.

Fails: corr2d_keeps_dtype
"""

import torch


def corr2d(X: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    if X.dim() != 2:
        raise ValueError(f"X must have two dimensions, got shape {tuple(X.shape)}")
    if K.dim() != 2:
        raise ValueError(f"K must have two dimensions, got shape {tuple(K.shape)}")
    k_h, k_w = K.shape
    if k_h > X.shape[0] or k_w > X.shape[1]:
        raise ValueError(f"K of shape {tuple(K.shape)} is larger than X of shape {tuple(X.shape)}")
    windows = X.unfold(0, k_h, 1).unfold(1, k_w, 1)
    return (windows * K).sum(dim=(2, 3)).float()


def convolve2d(X: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    if K.dim() != 2:
        raise ValueError(f"K must have two dimensions, got shape {tuple(K.shape)}")
    return corr2d(X, K.flip(0, 1))
