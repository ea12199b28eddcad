"""The output's width is computed from the height.

Fails: any_shape
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
    size = X.shape[0] - k_h + 1
    Y = X.new_zeros(size, size)
    for i in range(size):
        for j in range(size):
            window = X[i : i + k_h, j : j + k_w]
            Y[i, j] = (window * K[: window.shape[0], : window.shape[1]]).sum()
    return Y


def convolve2d(X: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    if K.dim() != 2:
        raise ValueError(f"K must have two dimensions, got shape {tuple(K.shape)}")
    return corr2d(X, K.flip(0, 1))
