"""Flat vectors, 1 / (1 + exp(-z)), and the update written as a step towards the candidate."""

import numpy as np


class GRU:
    def __init__(self, input_dim, hidden_dim, output_dim):
        shapes = {"W": (hidden_dim, input_dim), "U": (hidden_dim, hidden_dim), "b": (hidden_dim, 1)}
        for letter, shape in shapes.items():
            for gate in ("r", "z", "h"):
                setattr(self, f"{letter}_{gate}", np.random.normal(0, 0.01, shape))
        self.W_y, self.b_y = np.random.normal(0, 0.01, (output_dim, hidden_dim)), np.zeros((output_dim, 1))

    def gate(self, name, x_t, h):
        z = getattr(self, "W_" + name) @ x_t + getattr(self, "U_" + name) @ h + getattr(self, "b_" + name)[:, 0]
        return 1 / (1 + np.exp(-z))

    def forward(self, x, h=None):
        hidden_dim = len(self.b_h)
        if x.ndim != 2:
            raise ValueError("x must be a matrix")
        if x.shape[1] != self.W_h.shape[1]:
            raise ValueError("x must have input_dim columns")
        if h is not None and h.shape != (hidden_dim, 1):
            raise ValueError("h must be (hidden_dim, 1)")
        s = np.zeros(hidden_dim) if h is None else np.array(h[:, 0])
        y = np.zeros((len(x), len(self.b_y)))
        for t, x_t in enumerate(x):
            r, z = self.gate("r", x_t, s), self.gate("z", x_t, s)
            new = np.tanh(self.W_h @ x_t + self.U_h @ (s * r) + self.b_h[:, 0])
            s = s + (1 - z) * (new - s)
            y[t] = self.W_y @ s + self.b_y[:, 0]
        self.h = s[:, None]
        return y.T
