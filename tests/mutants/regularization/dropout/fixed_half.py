"""p is always 0.5.

Fails: p_is_the_share_dropped
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= 0.5
    return torch.where(keep, X / (1 - p), 0.0)
