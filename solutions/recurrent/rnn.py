"""A recurrent network, step by step.

Text: 3.4.1
Order: 1
Needs: -
"""
from __future__ import annotations

import numpy as np


class RNN:
    """A recurrent layer with a linear output.

    For t = 0, ..., T - 1, with x_t the t-th row of x as a column:

        h = tanh(W_h h + W_x x_t + b_h)
        y_t = W_y h + b_y                       (the new h)

    Args:
        input_dim: number of features in a row of x.
        hidden_dim: number of entries in the state.
        output_dim: number of outputs at each step.

    Attributes (arrays, float64, under exactly these names; `forward` reads them anew, so they may be replaced):
        W_h: shape (hidden_dim, hidden_dim); W_x: shape (hidden_dim, input_dim); b_h: shape (hidden_dim, 1);
        W_y: shape (output_dim, hidden_dim); b_y: shape (output_dim, 1). Their first values are yours to choose.
        h: the last state after `forward`, shape (hidden_dim, 1).

    >>> rnn = RNN(input_dim=1, hidden_dim=1, output_dim=1)
    >>> rnn.W_h, rnn.W_x, rnn.b_h = np.array([[0.0]]), np.array([[1.0]]), np.array([[0.0]])
    >>> rnn.W_y, rnn.b_y = np.array([[2.0]]), np.array([[1.0]])
    >>> rnn.forward(np.array([[0.0], [1.0]])).round(4)
    array([[1.    , 2.5232]])
    """

    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int) -> None:
        ### BEGIN SOLUTION
        rng = np.random.default_rng()
        self.W_h = rng.normal(scale=0.1, size=(hidden_dim, hidden_dim))
        self.W_x = rng.normal(scale=0.1, size=(hidden_dim, input_dim))
        self.b_h = np.zeros((hidden_dim, 1))
        self.W_y = rng.normal(scale=0.1, size=(output_dim, hidden_dim))
        self.b_y = np.zeros((output_dim, 1))
        self.h = np.zeros((hidden_dim, 1))
        ### END SOLUTION

    def forward(self, x: np.ndarray, h: np.ndarray | None = None) -> np.ndarray:
        """Run over a sequence and leave the last state in `self.h`.

        Args:
            x: inputs, shape (T, input_dim), float64; T may be 0.
            h: state to start from, shape (hidden_dim, 1); None starts from zeros, on every call.

        Returns:
            y: outputs, shape (output_dim, T), float64; column t is y_t. With T = 0 it is (output_dim, 0), and `self.h`
            is the start state. No argument is changed.

        Raises:
            ValueError: x is not two-dimensional or has other than input_dim columns; h is not (hidden_dim, 1). The
                message names the argument.
        """
        ### BEGIN SOLUTION
        hidden_dim, input_dim = self.W_x.shape
        if x.ndim != 2 or x.shape[1] != input_dim:
            raise ValueError(f"x must have shape (T, {input_dim}), not {x.shape}")
        if h is None:
            h = np.zeros((hidden_dim, 1))
        if h.shape != (hidden_dim, 1):
            raise ValueError(f"h must have shape ({hidden_dim}, 1), not {h.shape}")
        y = np.zeros((self.W_y.shape[0], x.shape[0]))  # (output_dim, T)
        for t in range(x.shape[0]):
            x_t = x[t].reshape(-1, 1)  # (input_dim, 1)
            h = np.tanh(self.W_h @ h + self.W_x @ x_t + self.b_h)  # (hidden_dim, 1)
            y[:, t : t + 1] = self.W_y @ h + self.b_y  # (output_dim, 1)
        self.h = h
        return y
        ### END SOLUTION
