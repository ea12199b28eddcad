"""The perceptron and its activations."""

from collections.abc import Callable

import torch
from torch import Tensor


def step(z: Tensor) -> Tensor:
    """The step function: 1 where z >= 0, otherwise 0."""
    return (z >= 0).to(z.dtype)


def sigmoid(z: Tensor) -> Tensor:
    """The logistic function, 1 / (1 + exp(-z))."""
    return (1 + torch.tanh(z / 2)) / 2


def perceptron(X: Tensor, w: Tensor, b: float | Tensor, activation: Callable[[Tensor], Tensor]) -> Tensor:
    """The output of one perceptron, activation(w · x + b), for each row x of X."""
    if X.dim() != 2:
        raise ValueError("X must have two dimensions")
    if w.shape != X.shape[1:]:
        raise ValueError("w must have one weight for each column of X")
    if isinstance(b, Tensor) and b.dim() != 0:
        raise ValueError("b must be one number")
    return activation(X @ w + b)


def predict_label(y_hat: Tensor, threshold: float = 0.5) -> Tensor:
    """Turn outputs into labels: 1 where y_hat >= threshold, otherwise 0."""
    return (y_hat > threshold).to(torch.int64)  # an output at the threshold belongs to class 1
