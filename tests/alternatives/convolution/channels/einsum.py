"""Windows of all channels at once, and einsum everywhere."""

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


def windows(X, K):
    return X.unfold(1, K.shape[-2], 1).unfold(2, K.shape[-1], 1)


def corr2d_multi_in(X, K):
    check(X, K, 3)
    return torch.einsum("cijab,cab->ij", windows(X, K), K)


def corr2d_multi_in_out(X, K):
    check(X, K, 4)
    return torch.einsum("cijab,ocab->oij", windows(X, K), K)


def corr2d_1x1(X, K):
    check(X, K, 4)
    if K.shape[2] != 1 or K.shape[3] != 1:
        raise ValueError("K must be 1x1")
    return torch.einsum("chw,oc->ohw", X, K[:, :, 0, 0])
