"""A small number is added to the sum of unshifted exponentials: 0 instead of nan, and still wrong.

Fails: large_logits
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    X_exp = torch.exp(X)
    return X_exp / (X_exp.sum(dim=1, keepdim=True) + 1e-12)
