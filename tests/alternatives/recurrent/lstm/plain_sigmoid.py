"""1 / (1 + exp(-z)): it warns at large inputs, and is right."""

import numpy as np


class LSTM:
    def __init__(self, input_dim, hidden_dim, output_dim):
        self.hidden_dim = hidden_dim
        self.output_dim = output_dim
        self.W_i, self.W_f, self.W_c, self.W_o = (np.random.randn(hidden_dim, input_dim) for _ in range(4))
        self.U_i, self.U_f, self.U_c, self.U_o = (np.random.randn(hidden_dim, hidden_dim) for _ in range(4))
        self.b_i, self.b_f, self.b_c, self.b_o = (np.zeros((hidden_dim, 1)) for _ in range(4))
        self.W_y = np.random.randn(output_dim, hidden_dim)
        self.b_y = np.zeros((output_dim, 1))

    @staticmethod
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def step(self, x_t, h, c):
        i = self.sigmoid(np.dot(self.W_i, x_t) + np.dot(self.U_i, h) + self.b_i)
        f = self.sigmoid(np.dot(self.W_f, x_t) + np.dot(self.U_f, h) + self.b_f)
        o = self.sigmoid(np.dot(self.W_o, x_t) + np.dot(self.U_o, h) + self.b_o)
        c = f * c + i * np.tanh(np.dot(self.W_c, x_t) + np.dot(self.U_c, h) + self.b_c)
        return o * np.tanh(c), c

    def forward(self, x, h=None, c=None):
        shape = (self.hidden_dim, 1)
        if x.ndim != 2 or x.shape[1] != self.W_i.shape[1]:
            raise ValueError("x does not fit input_dim")
        h = np.zeros(shape) if h is None else h
        c = np.zeros(shape) if c is None else c
        if h.shape != shape:
            raise ValueError("h must be a column of hidden_dim entries")
        if c.shape != shape:
            raise ValueError("c must be a column of hidden_dim entries")
        y = np.zeros((self.output_dim, x.shape[0]))
        for t in range(x.shape[0]):
            h, c = self.step(x[t][:, np.newaxis], h, c)
            y[:, t] = (np.dot(self.W_y, h) + self.b_y).reshape(-1)
        self.h, self.c = h, c
        return y
