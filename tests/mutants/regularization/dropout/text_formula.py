"""As the text prints it, 0 / (1 - p) for the kept ones: nothing is left.

Fails: drops_and_keeps
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= p
    return torch.where(keep, X * 0 / (1 - p), 0.0)
