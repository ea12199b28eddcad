"""Flat vectors inside, outputs gathered in a list."""

import numpy as np


class RNN:
    def __init__(self, input_dim, hidden_dim, output_dim):
        scale = 1 / np.sqrt(hidden_dim)
        self.W_h = np.random.uniform(-scale, scale, (hidden_dim, hidden_dim))
        self.W_x = np.random.uniform(-scale, scale, (hidden_dim, input_dim))
        self.b_h = np.random.uniform(-scale, scale, (hidden_dim, 1))
        self.W_y = np.random.uniform(-scale, scale, (output_dim, hidden_dim))
        self.b_y = np.random.uniform(-scale, scale, (output_dim, 1))

    def forward(self, x, h=None):
        output_dim, hidden_dim = self.W_y.shape
        if np.ndim(x) != 2:
            raise ValueError("x: expected a matrix (T, input_dim)")
        if x.shape[1] != self.W_x.shape[1]:
            raise ValueError("x has another number of columns than W_x")
        if h is not None and h.shape != (hidden_dim, 1):
            raise ValueError("h: expected a column (hidden_dim, 1)")
        state = np.zeros(hidden_dim) if h is None else h[:, 0]
        outputs = []
        for row in x:
            state = np.tanh(self.W_h.dot(state) + self.W_x.dot(row) + self.b_h.ravel())
            outputs.append(self.W_y.dot(state) + self.b_y.ravel())
        self.h = state.reshape(hidden_dim, 1).copy()
        return np.array(outputs).T if outputs else np.empty((output_dim, 0))
