"""Stacked gates and einsum; the sigmoid through logaddexp."""

import numpy as np


class GRU:
    def __init__(self, input_dim, hidden_dim, output_dim):
        for gate in "rzh":
            self.__dict__["W_" + gate] = np.random.rand(hidden_dim, input_dim)
            self.__dict__["U_" + gate] = np.random.rand(hidden_dim, hidden_dim)
            self.__dict__["b_" + gate] = np.random.rand(hidden_dim, 1)
        self.W_y = np.random.rand(output_dim, hidden_dim)
        self.b_y = np.random.rand(output_dim, 1)

    def forward(self, x, h=None):
        hidden_dim, input_dim = self.W_h.shape
        if x.shape[1:] != (input_dim,):
            raise ValueError(f"x: expected (T, {input_dim}), got {x.shape}")
        h = np.zeros((hidden_dim, 1)) if h is None else h
        if h.shape != (hidden_dim, 1):
            raise ValueError(f"h: expected ({hidden_dim}, 1), got {h.shape}")
        inputs = np.einsum("ghi,ti->tgh", np.stack([self.W_r, self.W_z, self.W_h]), x)[..., None]
        gates = np.stack([self.U_r, self.U_z])
        biases = np.stack([self.b_r, self.b_z])
        states = np.zeros((0, hidden_dim, 1))
        for x_t in inputs:
            z = x_t[:2] + np.einsum("ghk,kc->ghc", gates, h) + biases
            r, u = np.exp(-np.logaddexp(0.0, -z))
            h = u * h + (1.0 - u) * np.tanh(x_t[2] + self.U_h @ (r * h) + self.b_h)
            states = np.append(states, h[None], axis=0)
        self.h = h
        return np.einsum("oh,thc->ot", self.W_y, states) + self.b_y
