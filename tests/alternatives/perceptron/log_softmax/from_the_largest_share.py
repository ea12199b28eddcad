"""The maximum minus the logarithm of its own probability, by the softmax already taught."""
import torch


def log_softmax(X):
    if X.dim() != 2:
        raise ValueError("X must be two-dimensional")
    largest, where = X.max(dim=1, keepdim=True)
    log_largest_share = torch.softmax(X, dim=1).gather(1, where).log()
    return (X - largest) + log_largest_share


def softmax_cross_entropy(logits, y):
    if logits.dim() != 2:
        raise ValueError("logits must be two-dimensional")
    if y.shape != (logits.shape[0],):
        raise ValueError("y must be one-dimensional, one label a row")
    rows = torch.arange(logits.shape[0])
    return torch.neg(log_softmax(logits)[rows, y])
