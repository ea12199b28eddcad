"""Borders glued on with torch.cat, and ceil and floor of (k - 1) / 2."""

import math

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
    X = torch.cat([X.new_full((top, n_w), value), X, X.new_full((bottom, n_w), value)])
    n_h = X.shape[0]
    return torch.cat([X.new_full((n_h, left), value), X, X.new_full((n_h, right), value)], dim=1)


def same_padding(kernel_size):
    k_h, k_w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size

    def both(k):
        return (math.ceil((k - 1) / 2), math.floor((k - 1) / 2))

    return both(k_h), both(k_w)
