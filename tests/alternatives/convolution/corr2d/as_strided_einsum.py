"""Windows as a strided view, summed by einsum; float32 sums in float64."""

import torch


def corr2d(X, K):
    for name, T in (("X", X), ("K", K)):
        if T.ndim != 2:
            raise ValueError(f"{name} must be a matrix")
    if any(k > n for n, k in zip(X.shape, K.shape, strict=False)):
        raise ValueError("K is larger than X")
    X = X.contiguous()
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    windows = X.as_strided((n_h - k_h + 1, n_w - k_w + 1, k_h, k_w), (n_w, 1, n_w, 1))
    return torch.einsum("ijab,ab->ij", windows.double(), K.double()).to(X.dtype)


def convolve2d(X, K):
    if K.dim() != 2 or X.dim() != 2:
        raise ValueError("X and K must be matrices")
    K = torch.flip(K, dims=[0, 1])
    return corr2d(X, K)
