"""Columns by F.unfold, each channel by itself; padding by the dtype's lowest number."""

import torch
import torch.nn.functional as F


def pool2d(X, pool_size, mode="max"):
    if X.dim() != 2:
        raise ValueError("X must be a matrix")
    p_h, p_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    if p_h > X.shape[0] or p_w > X.shape[1]:
        raise ValueError("pool_size is larger than X")
    columns = X.unfold(0, p_h, 1).unfold(1, p_w, 1).flatten(2)
    if mode == "max":
        return columns.max(dim=-1).values
    if mode == "avg":
        return columns.mean(-1)
    raise ValueError("mode: max or avg")


def pool2d_layer(X, pool_size, mode="max", padding=(0, 0), stride=None):
    if X.dim() != 4:
        raise ValueError("X must have 4 dimensions")
    if mode != "max" and mode != "avg":
        raise ValueError("unknown mode")
    k_h, k_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    s_h, s_w = pool_size_stride(stride, k_h, k_w)
    if s_h < 1 or s_w < 1:
        raise ValueError("stride must be at least 1")
    if p_h < 0 or p_w < 0 or 2 * p_h > k_h or 2 * p_w > k_w:
        raise ValueError("padding must be between 0 and half the window")
    n, c, n_h, n_w = X.shape
    if k_h > n_h + 2 * p_h or k_w > n_w + 2 * p_w:
        raise ValueError("pool_size is larger than the padded X")
    h, w = (n_h - k_h + 2 * p_h + s_h) // s_h, (n_w - k_w + 2 * p_w + s_w) // s_w
    fill = torch.finfo(X.dtype).min if mode == "max" else 0.0
    padded = X.new_full((n, c, n_h + 2 * p_h, n_w + 2 * p_w), fill)
    padded[:, :, p_h : p_h + n_h, p_w : p_w + n_w] = X
    columns = F.unfold(padded.reshape(n * c, 1, *padded.shape[2:]), (k_h, k_w), stride=(s_h, s_w))
    best = columns.max(dim=1).values if mode == "max" else columns.mean(dim=1)
    return best.reshape(n, c, h, w)


def pool_size_stride(stride, k_h, k_w):
    if stride is None:
        return k_h, k_w
    return (stride, stride) if isinstance(stride, int) else stride
