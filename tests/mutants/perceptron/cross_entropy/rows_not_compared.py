"""One label serves all rows: sizes are not compared.

Fails: bad_input
"""
import torch


def cross_entropy(y_hat, y):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    return -torch.log(y_hat[torch.arange(len(y_hat)), y])


def one_hot_cross_entropy(y_hat, y_one_hot):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    return -torch.xlogy(y_one_hot.to(y_hat.dtype), y_hat).sum(dim=1)
