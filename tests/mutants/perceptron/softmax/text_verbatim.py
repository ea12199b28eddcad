"""The text's code, exp(X) / sum: nan at logits of 1000.

Fails: large_logits
"""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    X_exp = torch.exp(X)
    return X_exp / X_exp.sum(1, keepdim=True)
