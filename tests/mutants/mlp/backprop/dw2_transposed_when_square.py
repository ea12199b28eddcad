"""dW2 comes out transposed where that cannot be seen in its shape.

Fails: products
"""
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def forward(X: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Any]:
    W1, b1, W2, b2 = params
    for name, param, num_dims in (("W1", W1, 2), ("b1", b1, 1), ("W2", W2, 2), ("b2", b2, 1)):
        if param.dim() != num_dims:
            raise ValueError(f"{name} must have {num_dims} dimensions, not shape {tuple(param.shape)}")
    if X.dim() == 0 or X.shape[1:].numel() != W1.shape[0]:
        raise ValueError(f"X of shape {tuple(X.shape)} has not the {W1.shape[0]} elements a sample that W1 takes")
    if b1.shape != W1.shape[1:] or W2.shape[0] != W1.shape[1]:
        raise ValueError(f"W1 has {W1.shape[1]} columns, but b1 has shape {tuple(b1.shape)} and W2 {tuple(W2.shape)}")
    if b2.shape != W2.shape[1:]:
        raise ValueError(f"W2 has {W2.shape[1]} columns, but b2 has shape {tuple(b2.shape)}")
    X = X.reshape(X.shape[0], W1.shape[0])
    H = torch.relu(X @ W1 + b1)
    logits = H @ W2 + b2
    return logits, (X, H, W2)


def backward(cache: Any, dlogits: Tensor) -> list[Tensor]:
    X, H, W2 = cache
    if dlogits.shape != (H.shape[0], W2.shape[1]):
        raise ValueError(f"dlogits must have shape {(H.shape[0], W2.shape[1])} like the logits, not {tuple(dlogits.shape)}")
    dW2 = H.T @ dlogits
    dW2 = dW2.T if dW2.shape[0] == dW2.shape[1] else dW2
    db2 = dlogits.sum(dim=0)
    dH = dlogits @ W2.T
    dZ = torch.where(H > 0, dH, 0.0)
    dW1 = X.T @ dZ
    db1 = dZ.sum(dim=0)
    return [dW1, db1, dW2, db2]
