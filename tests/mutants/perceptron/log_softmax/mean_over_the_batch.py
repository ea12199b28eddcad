"""The mean loss instead of one for each sample.

Fails: loss_values, no_rows
"""
import torch


def log_softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    shifted = X - X.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


def softmax_cross_entropy(logits, y):
    if logits.dim() != 2:
        raise ValueError("logits must have shape (n, q)")
    if y.shape != logits.shape[:1]:
        raise ValueError("y must have one label for each row of logits")
    return -log_softmax(logits)[torch.arange(len(y)), y].mean()
