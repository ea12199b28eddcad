"""The sums have shape (batch_size,) and are divided along the wrong axis, or not at all.

Fails: several_rows
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1)
