"""A flat theta with a column y is let through: (m,) - (m, 1) makes an (m, m) matrix of errors.

Fails: flat_never_meets_column
"""
from __future__ import annotations

import numpy as np


def mse_gradient(X: np.ndarray, y: np.ndarray, theta: np.ndarray) -> np.ndarray:
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (m, d) with at least one row, not {X.shape}")
    m, d = X.shape
    if y.ndim > 2 or len(y) != m:
        raise ValueError(f"y has shape {y.shape}, X has {m} rows")
    if theta.ndim > 2 or len(theta) != d:
        raise ValueError(f"theta has shape {theta.shape}, X has {d} columns")
    return 2 / m * X.T @ (X @ theta - y)


def gradient_descent(
    X: np.ndarray, y: np.ndarray, theta: np.ndarray, lr: float, num_iterations: int, tolerance: float = 0.0
) -> np.ndarray:
    for _ in range(num_iterations):
        gradient = mse_gradient(X, y, theta)
        if np.linalg.norm(gradient) < tolerance:
            break
        theta = theta - lr * gradient
    return theta
