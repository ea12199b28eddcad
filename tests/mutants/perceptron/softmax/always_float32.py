"""The result is float32 whatever the input.

Fails: dtypes
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    X_exp = torch.exp(X.float() - X.amax(dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
