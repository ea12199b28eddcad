"""The scale is only in the value.

Fails: gradient
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= p
    return torch.where(keep, X + (X * p / (1 - p)).detach(), 0.0)
