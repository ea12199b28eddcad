"""The text's own code: `y[:, t] = np.dot(W_y, h) + b_y.reshape(-1)` adds a column and a flat array, which makes a matrix.

Fails: outputs_are_columns, bad_input
"""
import numpy as np


class RNN:
    def __init__(self, input_dim, hidden_dim, output_dim):
        self.input_dim = input_dim
        self.hidden_dim = hidden_dim
        self.output_dim = output_dim
        self.W_h = np.random.randn(hidden_dim, hidden_dim)
        self.W_x = np.random.randn(hidden_dim, input_dim)
        self.b_h = np.zeros((hidden_dim, 1))
        self.W_y = np.random.randn(output_dim, hidden_dim)
        self.b_y = np.zeros((output_dim, 1))

    def forward(self, x, h=None):
        T = x.shape[0]
        if h is None:
            h = np.zeros((self.hidden_dim, 1))
        y = np.zeros((self.output_dim, T))
        for t in range(T):
            h = np.tanh(np.dot(self.W_h, h) + np.dot(self.W_x, x[t].reshape(-1, 1)) + self.b_h)
            y[:, t] = np.dot(self.W_y, h) + self.b_y.reshape(-1)
        self.h = h
        return y
