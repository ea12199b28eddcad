"""All products with x before the loop, all products with the states after it."""

import numpy as np


class RNN:
    def __init__(self, input_dim, hidden_dim, output_dim):
        rng = np.random.default_rng(0)
        self.input_dim, self.hidden_dim, self.output_dim = input_dim, hidden_dim, output_dim
        self.W_h = rng.standard_normal((hidden_dim, hidden_dim))
        self.W_x = rng.standard_normal((hidden_dim, input_dim))
        self.b_h = np.zeros((hidden_dim, 1))
        self.W_y = rng.standard_normal((output_dim, hidden_dim))
        self.b_y = np.zeros((output_dim, 1))
        self.h = None

    def forward(self, x, h=None):
        if x.ndim != 2 or x.shape[1] != self.input_dim:
            raise ValueError("输入x的形状应为(T, input_dim)")
        if h is None:
            h = np.zeros((self.hidden_dim, 1))
        elif h.shape != (self.hidden_dim, 1):
            raise ValueError("状态h的形状应为(hidden_dim, 1)")
        projected = self.W_x @ x.T + self.b_h
        states = np.empty((self.hidden_dim, len(x) + 1))
        states[:, :1] = h
        for t in range(len(x)):
            states[:, t + 1] = np.tanh(projected[:, t] + self.W_h @ states[:, t])
        self.h = states[:, -1:]
        return self.W_y @ states[:, 1:] + self.b_y
