"""epsilon is added under the root.

Fails: place_of_epsilon
"""
from __future__ import annotations

import numpy as np


class RMSProp:
    def __init__(self, lr: float, beta: float = 0.9, epsilon: float = 1e-8) -> None:
        self.lr = lr
        self.beta = beta
        self.epsilon = epsilon
        self.v: np.ndarray | float = 0.0

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        if grad.shape != theta.shape:
            raise ValueError(f"grad has shape {grad.shape}, theta {theta.shape}")
        self.v = self.beta * self.v + (1 - self.beta) * grad**2
        return theta - self.lr * grad / np.sqrt(self.v + self.epsilon)
