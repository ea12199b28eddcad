"""The text's two loops, with zeros like X, and convolution by an index that runs backwards."""

import torch


def corr2d(X, K):
    for name, T in (("X", X), ("K", K)):
        if T.ndim != 2:
            raise ValueError(f"{name} must be a matrix")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=False)):
        raise ValueError("K is larger than X")
    h, w = K.shape
    Y = X.new_zeros(X.shape[0] - h + 1, X.shape[1] - w + 1)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def convolve2d(X, K):
    for name, T in (("X", X), ("K", K)):
        if T.ndim != 2:
            raise ValueError(f"{name} must be a matrix")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=False)):
        raise ValueError("K is larger than X")
    h, w = K.shape
    rows = []
    for i in range(X.shape[0] - h + 1):
        row = []
        for j in range(X.shape[1] - w + 1):
            total = 0
            for a in range(h):
                for b in range(w):
                    total = total + X[i + a, j + b] * K[h - 1 - a, w - 1 - b]
            row.append(total)
        rows.append(torch.stack(row))
    return torch.stack(rows)
