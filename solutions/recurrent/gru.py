"""The gated recurrent unit.

Text: 3.4.2
Order: 3
Needs: -
"""
from __future__ import annotations

import numpy as np


class GRU:
    """A gated recurrent layer with a linear output.

    For t = 0, ..., T - 1, with x_t the t-th row of x as a column, s the logistic sigmoid and * elementwise:

        r = s(W_r x_t + U_r h + b_r)            reset gate
        z = s(W_z x_t + U_z h + b_z)            update gate
        h~ = tanh(W_h x_t + U_h (r * h) + b_h)  candidate
        h = z * h + (1 - z) * h~
        y_t = W_y h + b_y                       (the new h)

    Args:
        input_dim: number of features in a row of x.
        hidden_dim: number of entries in the state.
        output_dim: number of outputs at each step.

    Attributes (arrays, float64, under exactly these names; `forward` reads them anew, so they may be replaced):
        W_r, W_z, W_h: shape (hidden_dim, input_dim); U_r, U_z, U_h: shape (hidden_dim, hidden_dim);
        b_r, b_z, b_h: shape (hidden_dim, 1); W_y: shape (output_dim, hidden_dim); b_y: shape (output_dim, 1).
        Their first values are yours to choose.
        h: the last state after `forward`, shape (hidden_dim, 1).

    >>> gru = GRU(input_dim=1, hidden_dim=1, output_dim=1)
    >>> for gate in "rzh":
    ...     for name in ("W_", "U_", "b_"):
    ...         setattr(gru, name + gate, np.zeros((1, 1)))
    >>> gru.W_y, gru.b_y = np.array([[1.0]]), np.array([[0.0]])
    >>> gru.forward(np.array([[1.0], [1.0]]), h=np.array([[2.0]]))
    array([[1. , 0.5]])
    """

    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int) -> None:
        ### BEGIN SOLUTION
        rng = np.random.default_rng()
        self.W_r, self.W_z, self.W_h = rng.normal(scale=0.1, size=(3, hidden_dim, input_dim))
        self.U_r, self.U_z, self.U_h = rng.normal(scale=0.1, size=(3, hidden_dim, hidden_dim))
        self.b_r, self.b_z, self.b_h = np.zeros((3, hidden_dim, 1))
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
            is the start state. Right, and never nan, when a gate's or the candidate's input is as large as +-1e4; a
            warning does not matter. No argument is changed.

        Raises:
            ValueError: x is not two-dimensional or has other than input_dim columns; h is not (hidden_dim, 1). The
                message names the argument.
        """
        ### BEGIN SOLUTION
        hidden_dim, input_dim = self.W_h.shape
        if x.ndim != 2 or x.shape[1] != input_dim:
            raise ValueError(f"x must have shape (T, {input_dim}), not {x.shape}")
        h = np.zeros((hidden_dim, 1)) if h is None else h
        if h.shape != (hidden_dim, 1):
            raise ValueError(f"h must have shape ({hidden_dim}, 1), not {h.shape}")
        y = np.zeros((self.W_y.shape[0], x.shape[0]))  # (output_dim, T)
        for t in range(x.shape[0]):
            x_t = x[t].reshape(-1, 1)  # (input_dim, 1)
            r = sigmoid(self.W_r @ x_t + self.U_r @ h + self.b_r)  # (hidden_dim, 1), as are all below
            z = sigmoid(self.W_z @ x_t + self.U_z @ h + self.b_z)
            candidate = np.tanh(self.W_h @ x_t + self.U_h @ (r * h) + self.b_h)
            h = z * h + (1 - z) * candidate
            y[:, t : t + 1] = self.W_y @ h + self.b_y  # (output_dim, 1)
        self.h = h
        return y
        ### END SOLUTION


### BEGIN SOLUTION
def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), written with tanh, which cannot overflow."""
    return (1 + np.tanh(z / 2)) / 2
### END SOLUTION
