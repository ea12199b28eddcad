"""The text's own indexing, and a sum over the terms with y > 0."""
import torch


def cross_entropy(y_hat, y):
    if len(y_hat.shape) != 2 or len(y.shape) != 1 or len(y_hat) != len(y):
        raise ValueError("y_hat (n, q) and y (n,) do not fit")
    return -torch.log(y_hat[range(len(y_hat)), y])


def one_hot_cross_entropy(y_hat, y_one_hot):
    if len(y_hat.shape) != 2 or y_hat.shape != y_one_hot.shape:
        raise ValueError("y_hat and y_one_hot do not fit")
    labels = y_one_hot.type(y_hat.dtype)
    counts = labels > 0
    safe = torch.where(counts, y_hat, torch.ones_like(y_hat))
    return -(labels * torch.log(safe)).sum(1)
