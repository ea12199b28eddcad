"""The largest entry of the gradient is compared in place of its norm.

Fails: stops_at_the_tolerance
"""
from __future__ import annotations

import numpy as np


def mse_gradient(X: np.ndarray, y: np.ndarray, theta: np.ndarray) -> np.ndarray:
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (m, d) with at least one row, not {X.shape}")
    m, d = X.shape
    if y.shape not in ((m,), (m, 1)):
        raise ValueError(f"y must have one entry for each of the {m} rows of X, not shape {y.shape}")
    if theta.shape != (d, *y.shape[1:]):
        raise ValueError(f"theta must have shape {(d, *y.shape[1:])}, not {theta.shape}")
    return 2 / m * X.T @ (X @ theta - y)


def gradient_descent(
    X: np.ndarray, y: np.ndarray, theta: np.ndarray, lr: float, num_iterations: int, tolerance: float = 0.0
) -> np.ndarray:
    theta = theta.copy()
    for _ in range(num_iterations):
        gradient = mse_gradient(X, y, theta)
        if np.abs(gradient).max() < tolerance:
            break
        theta = theta - lr * gradient
    return theta
