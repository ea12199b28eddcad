"""A ridge keeps the normal equations solvable, and moves their solution.

Fails: degree_15_is_stable
"""
from collections.abc import Sequence

import torch
from torch import Tensor


def polynomial_features(x: Tensor, degree: int) -> Tensor:
    if x.dim() != 1:
        raise ValueError(f"x must have shape (n,), not {tuple(x.shape)}")
    exponents = torch.arange(degree + 1, device=x.device)
    return x.unsqueeze(1) ** exponents


def fit_polynomial(x: Tensor, y: Tensor, degree: int) -> Tensor:
    if y.dim() != 1:
        raise ValueError(f"y must have shape (n,), not {tuple(y.shape)}")
    features = polynomial_features(x, degree)
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} points but y has {len(y)}")
    return torch.linalg.solve(features.T @ features + 1e-11 * torch.eye(degree + 1, dtype=x.dtype, device=x.device), features.T @ y)


def complexity_curve(
    train: tuple[Tensor, Tensor], val: tuple[Tensor, Tensor], degrees: Sequence[int]
) -> tuple[Tensor, Tensor]:
    for name, (x, y) in (("train", train), ("val", val)):
        if x.dim() != 1 or x.shape != y.shape:
            raise ValueError(f"{name} must be (x, y) of one shape (n,), not {tuple(x.shape)} and {tuple(y.shape)}")

    def mean_squared_error(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
        return ((polynomial_features(x, len(w) - 1) @ w - y) ** 2).mean()

    fits = [fit_polynomial(*train, degree) for degree in degrees]
    train_errors = torch.stack([mean_squared_error(w, *train) for w in fits])
    val_errors = torch.stack([mean_squared_error(w, *val) for w in fits])
    return train_errors, val_errors


def diagnose(train_error: float, val_error: float, target_error: float) -> str:
    if train_error > target_error:
        return "underfitting"
    return "overfitting" if val_error > target_error else "good fit"
