"""epsilon is added under the root.

Fails: place_of_epsilon
"""
from __future__ import annotations

import numpy as np


class Adam:
    def __init__(self, lr: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.m: np.ndarray | float = 0.0
        self.v: np.ndarray | float = 0.0
        self.t = 0

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        if grad.shape != theta.shape:
            raise ValueError(f"grad has shape {grad.shape}, theta {theta.shape}")
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        return theta - self.lr * m_hat / np.sqrt(v_hat + self.epsilon)


class LinearRegressionAdam:
    def __init__(self, lr: float, num_epochs: int) -> None:
        self.lr = lr
        self.num_epochs = num_epochs
        self.theta = np.zeros(0)

    def fit(self, X: np.ndarray, y: np.ndarray) -> LinearRegressionAdam:
        if X.ndim != 2:
            raise ValueError(f"X must be two-dimensional, not of shape {X.shape}")
        if y.size != len(X):
            raise ValueError(f"y has {y.size} entries, X has {len(X)} rows")
        y = y.reshape(-1)  # (n,): a column would broadcast against the flat X theta to (n, n)
        optimizer = Adam(self.lr)
        self.theta = np.zeros(X.shape[1])
        for _ in range(self.num_epochs):
            gradient = 2 / len(X) * X.T @ (X @ self.theta - y)
            self.theta = optimizer.step(self.theta, gradient)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        if X.ndim != 2 or X.shape[1] != len(self.theta):
            raise ValueError(f"X must have shape (n, {len(self.theta)}), not {X.shape}")
        return X @ self.theta
