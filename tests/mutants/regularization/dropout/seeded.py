"""A seed inside: the same mask on every call.

Fails: each_call_draws_anew
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    torch.manual_seed(0)
    keep = torch.rand(X.shape, device=X.device) >= p
    return torch.where(keep, X / (1 - p), 0.0)
