"""The velocity is an attribute of the class.

Fails: every_object_has_its_own
"""
from __future__ import annotations

import numpy as np


class Momentum:
    v: np.ndarray | float = 0.0

    def __init__(self, lr: float, beta: float = 0.9) -> None:
        self.lr = lr
        self.beta = beta

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        if grad.shape != theta.shape:
            raise ValueError(f"grad has shape {grad.shape}, theta {theta.shape}")
        Momentum.v = (self.beta * Momentum.v if np.shape(Momentum.v) == grad.shape else 0.0) + grad
        return theta - self.lr * Momentum.v
