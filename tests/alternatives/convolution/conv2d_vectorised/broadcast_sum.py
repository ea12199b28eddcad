"""Everything broadcast against everything, then summed."""

import torch


def conv2d(X, W, b, padding=(0, 0), stride=(1, 1)):
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    if X.dim() != 4:
        raise ValueError("X must have 4 dimensions")
    if W.dim() != 4:
        raise ValueError("W must have 4 dimensions")
    if b.shape != (W.shape[0],):
        raise ValueError("b does not fit W")
    if X.shape[1] != W.shape[1]:
        raise ValueError("X and W differ in channels")
    if p_h < 0 or p_w < 0:
        raise ValueError("padding must be at least 0")
    if s_h < 1 or s_w < 1:
        raise ValueError("stride must be at least 1")
    n, c_i, n_h, n_w = X.shape
    c_o, _, k_h, k_w = W.shape
    if k_h > n_h + 2 * p_h or k_w > n_w + 2 * p_w:
        raise ValueError("W is larger than the padded X")
    _h, _w = (n_h - k_h + 2 * p_h + s_h) // s_h, (n_w - k_w + 2 * p_w + s_w) // s_w
    padded = torch.cat([X.new_zeros(n, c_i, p_h, n_w), X, X.new_zeros(n, c_i, p_h, n_w)], dim=2)
    side = X.new_zeros(n, c_i, n_h + 2 * p_h, p_w)
    padded = torch.cat([side, padded, side], dim=3)
    windows = padded.unfold(2, k_h, s_h).unfold(3, k_w, s_w).unsqueeze(1)
    return (windows * W[:, :, None, None]).sum(dim=(2, 5, 6)) + b.view(-1, 1, 1)
