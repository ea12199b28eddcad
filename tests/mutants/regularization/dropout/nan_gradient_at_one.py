"""At p = 1 the value is 0, but its gradient passes through 1 / 0.

Fails: gradient_at_the_ends
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    keep = torch.rand(X.shape, device=X.device) >= p
    return torch.where(keep, X / (1 - p), 0.0)
