"""Gaussian noise in place of dropping.

Fails: kept_are_rescaled, drops_and_keeps
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= p
    return X * (1 + torch.randn(X.shape) * p)
