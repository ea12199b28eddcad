"""The decay is added to the gradient and goes through m and v.

Fails: decay_is_decoupled
"""
from __future__ import annotations

import numpy as np

from optimization.adam import Adam


class AdamW:
    def __init__(
        self,
        lr: float,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        self.lr = lr
        self.weight_decay = weight_decay
        self.adam = Adam(lr, beta1, beta2, epsilon)

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        if grad.shape != theta.shape:
            raise ValueError(f"grad has shape {grad.shape}, theta {theta.shape}")
        return self.adam.step(theta, grad + self.weight_decay * theta)
