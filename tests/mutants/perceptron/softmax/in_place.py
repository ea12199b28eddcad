"""The maximum is subtracted from the caller's tensor.

Fails: argument_unchanged
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    with torch.no_grad():
        X -= X.amax(dim=1, keepdim=True)
    X_exp = torch.exp(X)
    return X_exp / X_exp.sum(dim=1, keepdim=True)
