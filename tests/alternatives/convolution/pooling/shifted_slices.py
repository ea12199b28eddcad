"""One strided slice per place of the window, reduced with maximum or sum; pool2d calls itself."""

import torch
import torch.nn.functional as F


def pool2d(X, pool_size, mode="max"):
    if X.dim() != 2:
        raise ValueError("X must be a matrix")
    p_h, p_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    if p_h > X.shape[0] or p_w > X.shape[1]:
        raise ValueError("pool_size is larger than X")
    return pool2d_layer(X.reshape(1, 1, *X.shape), pool_size, mode, 0, 1).reshape(X.shape[0] - p_h + 1, -1)


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
    X = F.pad(X, (p_w, p_w, p_h, p_h), value=float("-inf") if mode == "max" else 0.0)
    result = None
    for a in range(k_h):
        for b in range(k_w):
            part = X[:, :, a : a + (h - 1) * s_h + 1 : s_h, b : b + (w - 1) * s_w + 1 : s_w]
            if result is None:
                result = part
            elif mode == "max":
                result = torch.maximum(result, part)
            else:
                result = result + part
    return result if mode == "max" else result / (k_h * k_w)


def pool_size_stride(stride, k_h, k_w):
    if stride is None:
        return k_h, k_w
    return (stride, stride) if isinstance(stride, int) else stride
