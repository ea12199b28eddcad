"""The zeros are made on the CPU.

Fails: another_device
"""
import torch
from torch import Tensor


def relu(X: Tensor) -> Tensor:
    return torch.where(X < 0, torch.zeros(X.shape, dtype=X.dtype), X)  # nan is not below 0, so it is kept
