"""The kept elements are divided by p.

Fails: any_p
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= p
    return torch.where(keep, X / p, 0.0)
