"""lambd is left out.

Fails: weights_decay
"""
import torch
from torch import Tensor


def l2_penalty(w: Tensor) -> Tensor:
    return torch.sum(w**2) / 2


def sgd_step_l2(w: Tensor, b: Tensor, X: Tensor, y: Tensor, lr: float, lambd: float) -> tuple[Tensor, Tensor]:
    if X.dim() != 2:
        raise ValueError(f"X must have shape (n, d), not {tuple(X.shape)}")
    n, d = X.shape
    if n == 0:
        raise ValueError("X and y have no rows: there is no mean over nothing")
    if w.shape != (d,):
        raise ValueError(f"w must have shape ({d},), one weight for each column of X, not {tuple(w.shape)}")
    if y.shape != (n,):
        raise ValueError(f"y must have shape ({n},), one target for each row of X, not {tuple(y.shape)}")
    if b.dim() != 0:
        raise ValueError(f"b must have no dimensions, not shape {tuple(b.shape)}")
    error = X @ w + b - y
    new_w = w - lr / n * (X.T @ error)
    new_b = b - lr * error.mean()
    return new_w, new_b
