"""One strided slice of the padded picture per kernel entry."""

import torch


def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    if X.dim() != 2:
        raise ValueError("X must be a matrix")
    if K.dim() != 2:
        raise ValueError("K must be a matrix")
    if p_h < 0 or p_w < 0:
        raise ValueError("padding must be at least 0")
    if s_h < 1 or s_w < 1:
        raise ValueError("stride must be at least 1")
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    if k_h > n_h + 2 * p_h or k_w > n_w + 2 * p_w:
        raise ValueError("K is larger than the padded X")
    X = torch.cat([X.new_zeros(p_h, n_w), X, X.new_zeros(p_h, n_w)], 0)
    side = X.new_zeros(n_h + 2 * p_h, p_w)
    X = torch.cat([side, X, side], 1)
    h, w = n_h + 2 * p_h - k_h + 1, n_w + 2 * p_w - k_w + 1
    total = 0
    for a in range(k_h):
        for b in range(k_w):
            total = total + K[a, b] * X[a : a + h : s_h, b : b + w : s_w]
    return total
