"""Whole rows are dropped.

Fails: each_element_is_drawn
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape[:1], device=X.device).reshape(-1, *[1] * (X.dim() - 1)) >= p
    return torch.where(keep, X / (1 - p), 0.0)
