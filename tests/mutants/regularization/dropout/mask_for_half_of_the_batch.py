"""The second half of the batch gets the mask of the first.

Fails: each_row_has_its_own_mask
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    half = torch.rand((X.shape[0] + 1) // 2, *X.shape[1:], device=X.device)
    keep = torch.cat([half, half])[: X.shape[0]] >= p
    return torch.where(keep, X / (1 - p), 0.0)
