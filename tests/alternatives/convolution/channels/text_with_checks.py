"""The text's code with its inputs checked; the 1×1 product on transposed matrices."""

import torch

from convolution.corr2d import corr2d


def check(X, K, num_dims):
    if X.dim() != 3:
        raise ValueError("X must have 3 dimensions")
    if K.dim() != num_dims:
        raise ValueError("K has the wrong number of dimensions")
    if X.shape[0] != K.shape[-3]:
        raise ValueError("X and K differ in channels")
    if K.shape[-2] > X.shape[-2] or K.shape[-1] > X.shape[-1]:
        raise ValueError("K is larger than X")


def corr2d_multi_in(X, K):
    check(X, K, 3)
    return sum(corr2d(x, k) for x, k in zip(X, K, strict=False))


def corr2d_multi_in_out(X, K):
    check(X, K, 4)
    return torch.stack([corr2d_multi_in(X, k) for k in K], 0)


def corr2d_1x1(X, K):
    check(X, K, 4)
    if K[0, 0].numel() != 1:
        raise ValueError("K must be 1x1")
    return (X.permute(1, 2, 0) @ K[:, :, 0, 0].T).permute(2, 0, 1)
