"""Elements are drawn one by one in Python."""

import random

import torch


def dropout(X, p, training=True):
    if not training:
        return X
    dropped = torch.tensor([random.random() < p for _ in range(X.numel())], dtype=torch.bool, device=X.device).reshape(
        X.shape
    )
    scale = 1 / (1 - p) if p < 1 else 0.0
    return (X * scale).masked_fill(dropped, 0.0)
