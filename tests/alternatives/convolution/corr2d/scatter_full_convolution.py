"""Convolution by adding a shifted kernel for every pixel, cut to the valid part."""


def corr2d(X, K):
    if K.dim() != 2:
        raise ValueError("K must have 2 dims")
    return convolve2d(X, K.flip([-1, -2]))


def convolve2d(X, K):
    for name, T in (("X", X), ("K", K)):
        if T.ndim != 2:
            raise ValueError(f"{name} must be a matrix")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=False)):
        raise ValueError("K is larger than X")
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    full = X.new_zeros(n_h + k_h - 1, n_w + k_w - 1)
    for a in range(k_h):
        for b in range(k_w):
            full[a : a + n_h, b : b + n_w] += K[a, b] * X
    return full[k_h - 1 : n_h, k_w - 1 : n_w]
