"""The caller's tensor is overwritten.

Fails: argument_unchanged
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= p
    X /= 1 - p
    X[~keep] = 0
    return X
