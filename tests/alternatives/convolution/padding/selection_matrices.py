"""Two matrices put the picture in its place, a third fills the border."""

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
    padded = torch.full((top + n_h + bottom, left + n_w + right), float(value), dtype=X.dtype, device=X.device)
    padded[top : top + n_h, left : left + n_w] = 0
    place = X.new_zeros(padded.shape)
    place[top : top + n_h, left : left + n_w] += X
    return padded + place


def same_padding(kernel_size):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    return tuple((k - 1 - (k - 1) // 2, (k - 1) // 2) for k in kernel_size)
