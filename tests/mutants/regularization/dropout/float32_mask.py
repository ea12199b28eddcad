"""A float32 mask makes float32 of half precision.

Fails: dtypes
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= p
    return X * keep.float() / (1 - p)
