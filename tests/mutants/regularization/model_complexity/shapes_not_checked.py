"""Columns are taken for vectors, and lengths that differ end in an error of torch's.

Fails: bad_input
"""
from collections.abc import Sequence

import torch
from torch import Tensor


def polynomial_features(x: Tensor, degree: int) -> Tensor:
    exponents = torch.arange(degree + 1, device=x.device)
    return x.unsqueeze(1) ** exponents


def fit_polynomial(x: Tensor, y: Tensor, degree: int) -> Tensor:
    features = polynomial_features(x, degree)
    return torch.linalg.lstsq(features, y.unsqueeze(1)).solution.squeeze(1)


def complexity_curve(
    train: tuple[Tensor, Tensor], val: tuple[Tensor, Tensor], degrees: Sequence[int]
) -> tuple[Tensor, Tensor]:

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
