"""The rows are put into a tensor made on the CPU.

Fails: another_device
"""
import torch
from torch import Tensor


def softmax(X: Tensor) -> Tensor:
    if X.dim() != 2:
        raise ValueError(f"X must have shape (n, q), not {tuple(X.shape)}")
    row_max = X.amax(dim=1, keepdim=True)  # (n, 1)
    X_exp = torch.exp(X - row_max)  # (n, q), at most 1, and 1 somewhere in each row
    Y = torch.zeros(X.shape, dtype=X.dtype)
    for i, row in enumerate(X_exp):
        Y[i] = row / row.sum()
    return Y
