"""The mask is only in the value.

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
    return X + (torch.where(keep, X / (1 - p), 0.0) - X).detach()
