"""Every second element is dropped.

Fails: each_row_has_its_own_mask
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = (torch.arange(X.numel(), device=X.device).reshape(X.shape) + torch.randint(2, X.shape[:1], device=X.device).reshape(-1, *[1] * (X.dim() - 1))) % 2 == 0 if p == 0.5 else torch.rand(X.shape, device=X.device) >= p
    return torch.where(keep, X / (1 - p), 0.0)
