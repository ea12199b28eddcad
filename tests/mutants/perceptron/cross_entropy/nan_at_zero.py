"""0 times -inf: nan wherever a probability is 0, even if y is 0 there.

Fails: zero_times_log_zero
"""
import torch


def cross_entropy(y_hat, y):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    if y.shape != y_hat.shape[:1]:
        raise ValueError("y must have one label for each row of y_hat")
    return -torch.log(y_hat[torch.arange(len(y)), y])


def one_hot_cross_entropy(y_hat, y_one_hot):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    if y_one_hot.shape != y_hat.shape:
        raise ValueError("y_one_hot must have the shape of y_hat")
    return -(y_one_hot.to(y_hat.dtype) * torch.log(y_hat)).sum(dim=1)
