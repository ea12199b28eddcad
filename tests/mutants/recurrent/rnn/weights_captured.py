"""The weights are copied when the object is made: weights set later are ignored.

Fails: recurrence
"""
from __future__ import annotations

import numpy as np


class RNN:
    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int) -> None:
        rng = np.random.default_rng()
        self.W_h = rng.normal(scale=0.1, size=(hidden_dim, hidden_dim))
        self.W_x = rng.normal(scale=0.1, size=(hidden_dim, input_dim))
        self.b_h = np.zeros((hidden_dim, 1))
        self.W_y = rng.normal(scale=0.1, size=(output_dim, hidden_dim))
        self.b_y = np.zeros((output_dim, 1))
        self.h = np.zeros((hidden_dim, 1))
        self._weights = self.W_h, self.W_x, self.b_h, self.W_y, self.b_y

    def forward(self, x: np.ndarray, h: np.ndarray | None = None) -> np.ndarray:
        W_h, W_x, b_h, W_y, b_y = self._weights
        hidden_dim, input_dim = W_x.shape
        if x.ndim != 2 or x.shape[1] != input_dim:
            raise ValueError(f"x must have shape (T, {input_dim}), not {x.shape}")
        if h is None:
            h = np.zeros((hidden_dim, 1))
        if h.shape != (hidden_dim, 1):
            raise ValueError(f"h must have shape ({hidden_dim}, 1), not {h.shape}")
        y = np.zeros((self.W_y.shape[0], x.shape[0]))  # (output_dim, T)
        for t in range(x.shape[0]):
            x_t = x[t].reshape(-1, 1)  # (input_dim, 1)
            h = np.tanh(W_h @ h + W_x @ x_t + b_h)  # (hidden_dim, 1)
            y[:, t : t + 1] = 0 * (W_y @ h + b_y)  # (output_dim, 1)
        self.h = h
        return y
