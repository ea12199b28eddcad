"""Plain loops; tensordot for the 1×1 kernel."""

import torch


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
    c, k_h, k_w = K.shape
    Y = X.new_zeros(X.shape[1] - k_h + 1, X.shape[2] - k_w + 1)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + k_h, j : j + k_w] * K).sum()
    return Y


def corr2d_multi_in_out(X, K):
    check(X, K, 4)
    Y = X.new_zeros(K.shape[0], X.shape[1] - K.shape[2] + 1, X.shape[2] - K.shape[3] + 1)
    for o in range(K.shape[0]):
        Y[o] = corr2d_multi_in(X, K[o])
    return Y


def corr2d_1x1(X, K):
    check(X, K, 4)
    if tuple(K.shape[2:]) != (1, 1):
        raise ValueError("K must be 1x1")
    return torch.tensordot(K.squeeze(-1).squeeze(-1), X, dims=1)
