"""All four gates from one product of stacked weights."""

import numpy as np


def logistic(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


class LSTM:
    def __init__(self, input_dim, hidden_dim, output_dim):
        rng = np.random.default_rng()
        for name in "ifco":
            setattr(self, "W_" + name, rng.normal(size=(hidden_dim, input_dim)))
            setattr(self, "U_" + name, rng.normal(size=(hidden_dim, hidden_dim)))
            setattr(self, "b_" + name, np.ones((hidden_dim, 1)))
        self.W_y = rng.normal(size=(output_dim, hidden_dim))
        self.b_y = np.zeros((output_dim, 1))

    def forward(self, x, h=None, c=None):
        n = self.W_y.shape[1]
        if x.ndim != 2 or x.shape[1] != self.W_i.shape[1]:
            raise ValueError(f"bad x: {x.shape}")
        for name, state in (("h", h), ("c", c)):
            if state is not None and state.shape != (n, 1):
                raise ValueError(f"bad {name}: {state.shape}")
        W = np.vstack([self.W_i, self.W_f, self.W_o, self.W_c])
        U = np.vstack([self.U_i, self.U_f, self.U_o, self.U_c])
        b = np.vstack([self.b_i, self.b_f, self.b_o, self.b_c])
        self.h = np.zeros((n, 1)) if h is None else h.copy()
        self.c = np.zeros((n, 1)) if c is None else c.copy()
        ys = [np.empty((len(self.W_y), 0))]
        for x_t in x[:, :, None]:
            z = np.hstack([W, U]) @ np.vstack([x_t, self.h]) + b
            i, f, o = logistic(z[: 3 * n]).reshape(3, n, 1)
            self.c = f * self.c + i * np.tanh(z[3 * n :])
            self.h = o * np.tanh(self.c)
            ys.append(self.W_y @ self.h + self.b_y)
        return np.concatenate(ys, axis=1)
