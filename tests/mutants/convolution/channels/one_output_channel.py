"""The output channels are added up too.

Fails: one_output_channel_per_kernel
"""

import torch
from torch import Tensor
from convolution.corr2d import corr2d


def corr2d_multi_in(X: Tensor, K: Tensor) -> Tensor:
    if X.dim() != 3:
        raise ValueError(f"X must have three dimensions, got shape {tuple(X.shape)}")
    if K.dim() != 3:
        raise ValueError(f"K must have three dimensions, got shape {tuple(K.shape)}")
    if X.shape[0] != K.shape[0]:
        raise ValueError(f"X has {X.shape[0]} channels but K has {K.shape[0]}")
    return torch.stack([corr2d(x, k) for x, k in zip(X, K, strict=True)]).sum(dim=0)


def corr2d_multi_in_out(X: Tensor, K: Tensor) -> Tensor:
    if K.dim() != 4:
        raise ValueError(f"K must have four dimensions, got shape {tuple(K.shape)}")
    return torch.stack([corr2d_multi_in(X, k) for k in K]).sum(dim=0, keepdim=True)


def corr2d_1x1(X: Tensor, K: Tensor) -> Tensor:
    if X.dim() != 3:
        raise ValueError(f"X must have three dimensions, got shape {tuple(X.shape)}")
    if K.dim() != 4 or K.shape[2:] != (1, 1):
        raise ValueError(f"K must have shape (c_o, c_i, 1, 1), got {tuple(K.shape)}")
    c_i, n_h, n_w = X.shape
    c_o = K.shape[0]
    if K.shape[1] != c_i:
        raise ValueError(f"X has {c_i} channels but K has {K.shape[1]}")
    Y = K.reshape(c_o, c_i) @ X.reshape(c_i, n_h * n_w)
    return Y.reshape(c_o, n_h, n_w)
