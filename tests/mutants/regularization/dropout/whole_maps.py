"""Whole maps are dropped, as Dropout2d does.

Fails: each_element_is_drawn
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape if X.dim() < 4 else (*X.shape[:2], 1, 1), device=X.device) >= p
    return torch.where(keep, X / (1 - p), 0.0)
