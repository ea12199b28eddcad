"""The probability is clamped before its logarithm: finite, and wrong.

Fails: log_softmax_of_large_logits, minus_infinity, loss_of_large_logits
"""
import torch


def log_softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    shifted = X - X.amax(dim=1, keepdim=True)
    shares = shifted.exp()
    return torch.log((shares / shares.sum(dim=1, keepdim=True)).clamp(min=1e-12))


def softmax_cross_entropy(logits, y):
    if logits.dim() != 2:
        raise ValueError("logits must have shape (n, q)")
    if y.shape != logits.shape[:1]:
        raise ValueError("y must have one label for each row of logits")
    return -log_softmax(logits)[torch.arange(len(y)), y]
