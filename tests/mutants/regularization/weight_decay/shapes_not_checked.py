"""Broadcasting makes everything fit.

Fails: bad_input
"""
import torch
from torch import Tensor


def l2_penalty(w: Tensor) -> Tensor:
    return torch.sum(w**2) / 2


def sgd_step_l2(w: Tensor, b: Tensor, X: Tensor, y: Tensor, lr: float, lambd: float) -> tuple[Tensor, Tensor]:
    n, d = X.shape
    if n == 0:
        raise ValueError("X and y have no rows: there is no mean over nothing")
    error = X @ w + b - y
    new_w = (1 - lr * lambd) * w - lr / n * (X.T @ error)
    new_b = b - lr * error.mean()
    return new_w, new_b
