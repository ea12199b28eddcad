"""The library's own log_softmax.

Fails: log_softmax_values, loss_values, no_rows, arguments_unchanged
"""
import torch


def log_softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    return torch.log_softmax(X, dim=1)


def softmax_cross_entropy(logits, y):
    if logits.dim() != 2:
        raise ValueError("logits must have shape (n, q)")
    if y.shape != logits.shape[:1]:
        raise ValueError("y must have one label for each row of logits")
    return -log_softmax(logits)[torch.arange(len(y)), y]
