"""The maximum is taken through NumPy, and the result too.

Fails: gradient
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))
    X_exp = X_exp.detach()
    return X_exp / X_exp.sum(dim=1, keepdim=True)
