"""Counts with NumPy, which reads no tensor of a GPU.

Fails: another_device
"""
import torch
from torch import Tensor


def predict_classes(y_hat: Tensor) -> Tensor:
    if y_hat.dim() == 1:
        return y_hat
    if y_hat.dim() != 2:
        raise ValueError(f"y_hat must have shape (n, q) or (n,), not {tuple(y_hat.shape)}")
    return torch.argmax(y_hat, dim=1)


def accuracy(y_hat: Tensor, y: Tensor) -> float:
    predicted = predict_classes(y_hat)  # (n,)
    if y.shape != predicted.shape:
        raise ValueError(f"y must have shape ({len(predicted)},), one for each row of y_hat, not {tuple(y.shape)}")
    if len(y) == 0:
        raise ValueError("y_hat and y have no rows: there is no share of nothing")
    is_right = predicted == y.to(predicted.dtype)
    return float(is_right.numpy().mean())
