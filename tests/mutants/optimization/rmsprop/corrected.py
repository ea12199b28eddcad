"""v is corrected for starting at 0, as Adam does.

Fails: first_step
"""
from __future__ import annotations

import numpy as np


class RMSProp:
    def __init__(self, lr: float, beta: float = 0.9, epsilon: float = 1e-8) -> None:
        self.lr = lr
        self.beta = beta
        self.epsilon = epsilon
        self.v: np.ndarray | float = 0.0
        self.t = 0

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        if grad.shape != theta.shape:
            raise ValueError(f"grad has shape {grad.shape}, theta {theta.shape}")
        self.v = self.beta * self.v + (1 - self.beta) * grad**2
        self.t += 1
        v_hat = self.v / (1 - self.beta**self.t)
        return theta - self.lr * grad / (np.sqrt(v_hat) + self.epsilon)
