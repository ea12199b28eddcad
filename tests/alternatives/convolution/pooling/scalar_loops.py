"""Every map by itself, padded, pooled at stride 1 and thinned out."""

import torch

from convolution.output_shape import conv_output_shape


def _pool(w, mode):
    return w.max() if mode == "max" else w.mean()


def pool2d(X, pool_size, mode="max"):
    if X.dim() != 2:
        raise ValueError("X must be 2-D")
    if mode not in ("max", "avg"):
        raise ValueError("mode?")
    p = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    if p[0] > X.shape[0] or p[1] > X.shape[1]:
        raise ValueError("pool_size > X")
    Y = torch.zeros(X.shape[0] - p[0] + 1, X.shape[1] - p[1] + 1, dtype=X.dtype, device=X.device)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = _pool(X[i : i + p[0], j : j + p[1]], mode)
    return Y


def pool2d_layer(X, pool_size, mode="max", padding=(0, 0), stride=None):
    if X.dim() != 4:
        raise ValueError("X must be 4-D")
    if mode not in ("max", "avg"):
        raise ValueError("mode?")
    p = (pool_size, pool_size) if isinstance(pool_size, int) else tuple(pool_size)
    q = (padding, padding) if isinstance(padding, int) else tuple(padding)
    s = p if stride is None else (stride, stride) if isinstance(stride, int) else tuple(stride)
    if q[0] < 0 or q[1] < 0 or q[0] * 2 > p[0] or q[1] * 2 > p[1]:
        raise ValueError("padding must be in [0, pool_size/2]")
    try:
        oh, ow = conv_output_shape(tuple(X.shape[2:]), p, q, s)
    except ValueError as e:
        raise ValueError(f"pool_size, padding or stride wrong for X: {e}") from e
    fill = -float("inf") if mode == "max" else 0.0
    P = torch.full(
        (X.shape[0], X.shape[1], X.shape[2] + 2 * q[0], X.shape[3] + 2 * q[1]), fill, dtype=X.dtype, device=X.device
    )
    P[:, :, q[0] : q[0] + X.shape[2], q[1] : q[1] + X.shape[3]] = X
    Y = torch.zeros(X.shape[0], X.shape[1], oh, ow, dtype=X.dtype, device=X.device)
    for n in range(X.shape[0]):
        for c in range(X.shape[1]):
            Y[n, c] = pool2d(P[n, c], p, mode)[:: s[0], :: s[1]]
    return Y
