"""theta follows the shape of y.

Fails: column_targets
"""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def sgd_step(theta: np.ndarray, x_i: np.ndarray, y_i: float, lr: float) -> np.ndarray:
    if theta.ndim != 1:
        raise ValueError(f"theta must be one-dimensional, not of shape {theta.shape}")
    if x_i.shape != theta.shape:
        raise ValueError(f"x_i must have the shape {theta.shape} of theta, not {x_i.shape}")
    return theta - lr * (x_i @ theta - y_i) * x_i


def minibatches(X: np.ndarray, y: np.ndarray, batch_size: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    if X.ndim != 2:
        raise ValueError(f"X must be two-dimensional, not of shape {X.shape}")
    if len(y) != len(X):
        raise ValueError(f"y has {len(y)} entries, X has {len(X)} rows")
    order = np.random.default_rng(seed).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


class LinearRegressionSGD:
    def __init__(self, lr: float, num_epochs: int, seed: int = 0) -> None:
        self.lr = lr
        self.num_epochs = num_epochs
        self.seed = seed
        self.theta = np.zeros(0)

    def fit(self, X: np.ndarray, y: np.ndarray) -> LinearRegressionSGD:
        if X.ndim != 2:
            raise ValueError(f"X must be two-dimensional, not of shape {X.shape}")
        if y.size != len(X):
            raise ValueError(f"y has {y.size} entries, X has {len(X)} rows")
        theta = np.zeros((X.shape[1],) + y.shape[1:])
        for epoch in range(self.num_epochs):
            for x_batch, y_batch in minibatches(X, y, 1, self.seed + epoch):
                theta = theta - self.lr * x_batch.T @ (x_batch @ theta - y_batch)
        self.theta = theta
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        if X.ndim != 2 or X.shape[1] != len(self.theta):
            raise ValueError(f"X must have shape (n, {len(self.theta)}), not {X.shape}")
        return X @ self.theta
