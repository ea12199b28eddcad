"""A Python loop over the samples.

Fails: vectorised, one_hot_vectorised
"""
import torch


def cross_entropy(y_hat, y):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    if y.shape != y_hat.shape[:1]:
        raise ValueError("y must have one label for each row of y_hat")
    return torch.stack([-torch.log(y_hat[i, y[i]]) for i in range(len(y))]) if len(y) else y_hat.sum(dim=1)


def one_hot_cross_entropy(y_hat, y_one_hot):
    if y_hat.dim() != 2:
        raise ValueError("y_hat must have shape (n, q)")
    if y_one_hot.shape != y_hat.shape:
        raise ValueError("y_one_hot must have the shape of y_hat")
    return torch.stack([-torch.xlogy(t.to(p.dtype), p).sum() for p, t in zip(y_hat, y_one_hot)]) if len(y_hat) else y_hat.sum(dim=1)
