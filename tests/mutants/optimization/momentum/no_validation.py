"""A gradient of another shape is broadcast.

Fails: bad_input
"""
from __future__ import annotations

import numpy as np


class Momentum:
    def __init__(self, lr: float, beta: float = 0.9) -> None:
        self.lr = lr
        self.beta = beta
        self.v: np.ndarray | float = 0.0

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        self.v = self.beta * self.v + grad
        return theta - self.lr * self.v
