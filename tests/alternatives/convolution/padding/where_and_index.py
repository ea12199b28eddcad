"""Every place asks whether it is inside; pixels fetched by index."""

import torch


def pad2d(X, padding, value=0.0):
    if X.dim() != 2:
        raise ValueError("X must be a matrix")
    if isinstance(padding, int):
        padding = (padding, padding)
    rows, columns = padding
    top, bottom = (rows, rows) if isinstance(rows, int) else rows
    left, right = (columns, columns) if isinstance(columns, int) else columns
    if top < 0 or bottom < 0 or left < 0 or right < 0:
        raise ValueError("padding must be at least 0")
    n_h, n_w = X.shape
    i = torch.arange(-top, n_h + bottom, device=X.device)[:, None]
    j = torch.arange(-left, n_w + right, device=X.device)
    inside = (i >= 0) & (i < n_h) & (j >= 0) & (j < n_w)
    return torch.where(inside, X[i.clamp(0, n_h - 1), j.clamp(0, n_w - 1)], torch.as_tensor(value).to(X))


def same_padding(kernel_size):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    return tuple((k - 1 - (k - 1) // 2, (k - 1) // 2) for k in kernel_size)
