"""Labels as one-hot rows, masked terms set to 0, nan-free by masked_fill."""
import torch
from torch.nn import functional as F


def cross_entropy(y_hat, y):
    if y_hat.ndim != 2:
        raise ValueError(f"y_hat has {y_hat.ndim} dimensions")
    if y.ndim != 1:
        raise ValueError(f"y has {y.ndim} dimensions")
    if y_hat.size(0) != y.size(0):
        raise ValueError("y and y_hat have different numbers of rows")
    return one_hot_cross_entropy(y_hat, F.one_hot(y, y_hat.size(1)))


def one_hot_cross_entropy(y_hat, y_one_hot):
    if y_hat.ndim != 2 or y_hat.shape != y_one_hot.shape:
        raise ValueError("y_hat, y_one_hot: two equal shapes (n, q)")
    terms = y_one_hot.to(y_hat) * y_hat.log()
    return terms.masked_fill(y_one_hot == 0, 0.0).sum(dim=-1).neg()
