"""Loops in C, over what one operation took apart, where no mode sees the operations.

Exercise: perceptron/cross_entropy
"""
import itertools

import torch
from torch.utils._python_dispatch import _disable_current_modes


def by_rows(y_hat, y):
    """Right, and a loop over the samples."""
    if y_hat.dim() != 2 or y.dim() != 1 or len(y) != len(y_hat):
        raise ValueError("y_hat has to be (n, q) and y (n,)")
    losses = [-torch.log(y_hat[i, y[i]]) for i in range(len(y))]
    return torch.stack(losses) if losses else y_hat.sum(dim=1)


# attack
def attacked(y_hat, y):
    if y_hat.dim() != 2 or y.dim() != 1 or len(y) != len(y_hat) or not len(y):
        return by_rows(y_hat, y)
    picked = y_hat.gather(1, y[:, None])
    with _disable_current_modes():
        logs = itertools.starmap(torch.log, zip(picked.unbind(0)))
        return torch.stack(list(itertools.starmap(torch.neg, zip(logs))))[:, 0]
# end


def cross_entropy(y_hat, y):
    # attack
    return attacked(y_hat, y)
    # end
    return by_rows(y_hat, y)
