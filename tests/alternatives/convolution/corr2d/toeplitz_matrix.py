"""The kernel as a large matrix that multiplies the flattened picture."""

import torch


def corr2d(X, K):
    for name, T in (("X", X), ("K", K)):
        if T.ndim != 2:
            raise ValueError(f"{name} must be a matrix")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=False)):
        raise ValueError("K is larger than X")
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    out_h, out_w = n_h - k_h + 1, n_w - k_w + 1
    rows = []
    for i in range(out_h):
        for j in range(out_w):
            places = torch.zeros_like(X)
            places[i : i + k_h, j : j + k_w] = K
            rows.append(places.reshape(-1))
    return (torch.stack(rows) @ X.reshape(-1)).reshape(out_h, out_w)


def convolve2d(X, K):
    for name, T in (("X", X), ("K", K)):
        if T.ndim != 2:
            raise ValueError(f"{name} must be a matrix")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=False)):
        raise ValueError("K is larger than X")
    return corr2d(X.flip(0).flip(1), K).flip(0).flip(1)
