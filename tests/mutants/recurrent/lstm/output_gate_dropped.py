"""The output gate is left out.

Fails: state_is_squashed
"""
from __future__ import annotations

import numpy as np


class LSTM:
    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int) -> None:
        rng = np.random.default_rng()
        self.W_i, self.W_f, self.W_c, self.W_o = rng.normal(scale=0.1, size=(4, hidden_dim, input_dim))
        self.U_i, self.U_f, self.U_c, self.U_o = rng.normal(scale=0.1, size=(4, hidden_dim, hidden_dim))
        self.b_i, self.b_f, self.b_c, self.b_o = np.zeros((4, hidden_dim, 1))
        self.W_y = rng.normal(scale=0.1, size=(output_dim, hidden_dim))
        self.b_y = np.zeros((output_dim, 1))
        self.h = np.zeros((hidden_dim, 1))
        self.c = np.zeros((hidden_dim, 1))

    def forward(self, x: np.ndarray, h: np.ndarray | None = None, c: np.ndarray | None = None) -> np.ndarray:
        hidden_dim, input_dim = self.W_i.shape
        if x.ndim != 2 or x.shape[1] != input_dim:
            raise ValueError(f"x must have shape (T, {input_dim}), not {x.shape}")
        h = np.zeros((hidden_dim, 1)) if h is None else h
        c = np.zeros((hidden_dim, 1)) if c is None else c
        if h.shape != (hidden_dim, 1):
            raise ValueError(f"h must have shape ({hidden_dim}, 1), not {h.shape}")
        if c.shape != (hidden_dim, 1):
            raise ValueError(f"c must have shape ({hidden_dim}, 1), not {c.shape}")
        y = np.zeros((self.W_y.shape[0], x.shape[0]))  # (output_dim, T)
        for t in range(x.shape[0]):
            x_t = x[t].reshape(-1, 1)  # (input_dim, 1)
            i = sigmoid(self.W_i @ x_t + self.U_i @ h + self.b_i)  # (hidden_dim, 1), as are all below
            f = sigmoid(self.W_f @ x_t + self.U_f @ h + self.b_f)
            o = sigmoid(self.W_o @ x_t + self.U_o @ h + self.b_o)
            candidate = np.tanh(self.W_c @ x_t + self.U_c @ h + self.b_c)
            c = f * c + i * candidate
            h = np.tanh(c)
            y[:, t : t + 1] = self.W_y @ h + self.b_y  # (output_dim, 1)
        self.h, self.c = h, c
        return y


def sigmoid(z: np.ndarray) -> np.ndarray:
    return (1 + np.tanh(z / 2)) / 2
