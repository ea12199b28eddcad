"""Sizes that do not fit end in torch's own error, or in none.

Fails: bad_input
"""
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def forward(X: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Any]:
    W1, b1, W2, b2 = params
    X = X.reshape(X.shape[0], W1.shape[0])
    H = torch.relu(X @ W1 + b1)
    logits = H @ W2 + b2
    return logits, (X, H, W2)


def backward(cache: Any, dlogits: Tensor) -> list[Tensor]:
    X, H, W2 = cache
    if dlogits.shape != (H.shape[0], W2.shape[1]):
        raise ValueError(f"dlogits must have shape {(H.shape[0], W2.shape[1])} like the logits, not {tuple(dlogits.shape)}")
    dW2 = H.T @ dlogits
    db2 = dlogits.sum(dim=0)
    dH = dlogits @ W2.T
    dZ = torch.where(H > 0, dH, 0.0)
    dW1 = X.T @ dZ
    db1 = dZ.sum(dim=0)
    return [dW1, db1, dW2, db2]
