"""Columns sum to 1, which a square input hides from a look at the shape.

Fails: one_row
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    X_exp = torch.exp(X - X.amax(dim=0, keepdim=True))
    return X_exp / X_exp.sum(dim=0, keepdim=True)
