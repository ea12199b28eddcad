"""The reset gate is left out.

Fails: reset_gate
"""
from __future__ import annotations

import numpy as np


class GRU:
    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int) -> None:
        rng = np.random.default_rng()
        self.W_r, self.W_z, self.W_h = rng.normal(scale=0.1, size=(3, hidden_dim, input_dim))
        self.U_r, self.U_z, self.U_h = rng.normal(scale=0.1, size=(3, hidden_dim, hidden_dim))
        self.b_r, self.b_z, self.b_h = np.zeros((3, hidden_dim, 1))
        self.W_y = rng.normal(scale=0.1, size=(output_dim, hidden_dim))
        self.b_y = np.zeros((output_dim, 1))
        self.h = np.zeros((hidden_dim, 1))

    def forward(self, x: np.ndarray, h: np.ndarray | None = None) -> np.ndarray:
        hidden_dim, input_dim = self.W_h.shape
        if x.ndim != 2 or x.shape[1] != input_dim:
            raise ValueError(f"x must have shape (T, {input_dim}), not {x.shape}")
        h = np.zeros((hidden_dim, 1)) if h is None else h
        if h.shape != (hidden_dim, 1):
            raise ValueError(f"h must have shape ({hidden_dim}, 1), not {h.shape}")
        y = np.zeros((self.W_y.shape[0], x.shape[0]))  # (output_dim, T)
        for t in range(x.shape[0]):
            x_t = x[t].reshape(-1, 1)  # (input_dim, 1)
            r = sigmoid(self.W_r @ x_t + self.U_r @ h + self.b_r)  # (hidden_dim, 1), as are all below
            z = sigmoid(self.W_z @ x_t + self.U_z @ h + self.b_z)
            candidate = np.tanh(self.W_h @ x_t + self.U_h @ h + self.b_h)
            h = z * h + (1 - z) * candidate
            y[:, t : t + 1] = self.W_y @ h + self.b_y  # (output_dim, 1)
        self.h = h
        return y


def sigmoid(z: np.ndarray) -> np.ndarray:
    return (1 + np.tanh(z / 2)) / 2
