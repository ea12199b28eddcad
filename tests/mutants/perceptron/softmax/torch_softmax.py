"""The library's own softmax.

Fails: one_row, argument_unchanged
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    return torch.softmax(X, dim=1)
