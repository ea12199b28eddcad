"""Zeros and ones made on the CPU, whatever the device of z.

Fails: another_device
"""
from collections.abc import Callable

import torch
from torch import Tensor


def step(z: Tensor) -> Tensor:
    return torch.where(z >= 0, torch.ones(z.shape, dtype=z.dtype), torch.zeros(z.shape, dtype=z.dtype))


def sigmoid(z: Tensor) -> Tensor:
    return (1 + torch.tanh(z / 2)) / 2


def perceptron(X: Tensor, w: Tensor, b: float | Tensor, activation: Callable[[Tensor], Tensor]) -> Tensor:
    if X.dim() != 2:
        raise ValueError(f"X must have shape (n, d), not {tuple(X.shape)}")
    if w.dim() != 1:
        raise ValueError(f"w must have shape (d,), not {tuple(w.shape)}")
    if X.shape[1] != len(w):
        raise ValueError(f"X has {X.shape[1]} columns but w has {len(w)} weights")
    return activation(X @ w + b)  # (n, d) @ (d,) -> (n,)


def predict_label(y_hat: Tensor, threshold: float = 0.5) -> Tensor:
    return (y_hat >= threshold).to(torch.int64)
