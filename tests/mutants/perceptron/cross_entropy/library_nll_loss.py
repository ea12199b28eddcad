"""The library's own loss of the logarithms.

Fails: one_loss_a_sample, arguments_unchanged
"""
import torch


def cross_entropy(y_hat, y):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    if y.shape != y_hat.shape[:1]:
        raise ValueError("y must have one label for each row of y_hat")
    return torch.nn.functional.nll_loss(torch.log(y_hat), y, reduction="none")


def one_hot_cross_entropy(y_hat, y_one_hot):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    if y_one_hot.shape != y_hat.shape:
        raise ValueError("y_one_hot must have the shape of y_hat")
    return -torch.xlogy(y_one_hot.to(y_hat.dtype), y_hat).sum(dim=1)
