"""The text's own code: `y[:, t] = np.dot(W_y, h) + b_y.reshape(-1)` adds a column and a flat array, which makes a matrix.

Fails: outputs_are_columns, bad_input
"""
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class LSTM:
    def __init__(self, input_dim, hidden_dim, output_dim):
        self.input_dim = input_dim
        self.hidden_dim = hidden_dim
        self.output_dim = output_dim
        self.W_i = np.random.randn(hidden_dim, input_dim)
        self.U_i = np.random.randn(hidden_dim, hidden_dim)
        self.b_i = np.zeros((hidden_dim, 1))
        self.W_f = np.random.randn(hidden_dim, input_dim)
        self.U_f = np.random.randn(hidden_dim, hidden_dim)
        self.b_f = np.zeros((hidden_dim, 1))
        self.W_c = np.random.randn(hidden_dim, input_dim)
        self.U_c = np.random.randn(hidden_dim, hidden_dim)
        self.b_c = np.zeros((hidden_dim, 1))
        self.W_o = np.random.randn(hidden_dim, input_dim)
        self.U_o = np.random.randn(hidden_dim, hidden_dim)
        self.b_o = np.zeros((hidden_dim, 1))
        self.W_y = np.random.randn(output_dim, hidden_dim)
        self.b_y = np.zeros((output_dim, 1))

    def forward(self, x, h=None, c=None):
        T = x.shape[0]
        if h is None:
            h = np.zeros((self.hidden_dim, 1))
        if c is None:
            c = np.zeros((self.hidden_dim, 1))
        y = np.zeros((self.output_dim, T))
        for t in range(T):
            x_t = x[t].reshape(-1, 1)
            i = sigmoid(np.dot(self.W_i, x_t) + np.dot(self.U_i, h) + self.b_i)
            f = sigmoid(np.dot(self.W_f, x_t) + np.dot(self.U_f, h) + self.b_f)
            c_tilde = np.tanh(np.dot(self.W_c, x_t) + np.dot(self.U_c, h) + self.b_c)
            c = f * c + i * c_tilde
            o = sigmoid(np.dot(self.W_o, x_t) + np.dot(self.U_o, h) + self.b_o)
            h = o * np.tanh(c)
            y[:, t] = np.dot(self.W_y, h) + self.b_y.reshape(-1)
        self.h, self.c = h, c
        return y
