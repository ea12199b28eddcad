"""v is an attribute of the class.

Fails: every_object_has_its_own
"""
from __future__ import annotations

import numpy as np


class RMSProp:
    v: np.ndarray | float = 0.0

    def __init__(self, lr: float, beta: float = 0.9, epsilon: float = 1e-8) -> None:
        self.lr = lr
        self.beta = beta
        self.epsilon = epsilon

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        if grad.shape != theta.shape:
            raise ValueError(f"grad has shape {grad.shape}, theta {theta.shape}")
        if np.shape(RMSProp.v) != grad.shape:
            RMSProp.v = np.zeros(grad.shape)
        RMSProp.v = self.beta * RMSProp.v + (1 - self.beta) * grad**2
        return theta - self.lr * grad / (np.sqrt(self.v) + self.epsilon)
