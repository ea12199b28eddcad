"""Each kernel entry weighs a shifted picture."""

import torch


def corr2d(X, K):
    for name, T in (("X", X), ("K", K)):
        if T.ndim != 2:
            raise ValueError(f"{name} must be a matrix")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=False)):
        raise ValueError("K is larger than X")
    h, w = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
    return sum(K[a, b] * X[a : a + h, b : b + w] for a in range(K.shape[0]) for b in range(K.shape[1]))


def convolve2d(X, K):
    if K.dim() != 2:
        raise ValueError("核K must be a matrix")
    return corr2d(X, torch.rot90(K, 2))
