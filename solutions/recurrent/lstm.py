"""Long short-term memory.

Text: 3.4.2
Order: 2
Needs: -
"""
from __future__ import annotations

import numpy as np


class LSTM:
    """A long short-term memory layer with a linear output.

    For t = 0, ..., T - 1, with x_t the t-th row of x as a column, s the logistic sigmoid and * elementwise:

        i = s(W_i x_t + U_i h + b_i)            input gate
        f = s(W_f x_t + U_f h + b_f)            forget gate
        o = s(W_o x_t + U_o h + b_o)            output gate
        c~ = tanh(W_c x_t + U_c h + b_c)        candidate
        c = f * c + i * c~
        h = o * tanh(c)
        y_t = W_y h + b_y                       (the new h)

    Args:
        input_dim: number of features in a row of x.
        hidden_dim: number of entries in the state h and in the cell c.
        output_dim: number of outputs at each step.

    Attributes (arrays, float64, under exactly these names; `forward` reads them anew, so they may be replaced):
        W_i, W_f, W_c, W_o: shape (hidden_dim, input_dim); U_i, U_f, U_c, U_o: shape (hidden_dim, hidden_dim);
        b_i, b_f, b_c, b_o: shape (hidden_dim, 1); W_y: shape (output_dim, hidden_dim); b_y: shape (output_dim, 1).
        Their first values are yours to choose.
        h, c: the last state and the last cell after `forward`, shape (hidden_dim, 1) each.

    >>> lstm = LSTM(input_dim=1, hidden_dim=1, output_dim=1)
    >>> for gate in "ifco":
    ...     for name in ("W_", "U_", "b_"):
    ...         setattr(lstm, name + gate, np.zeros((1, 1)))
    >>> lstm.W_y, lstm.b_y = np.array([[1.0]]), np.array([[0.0]])
    >>> lstm.forward(np.array([[1.0], [1.0]]), c=np.array([[2.0]])).round(4)
    array([[0.3808, 0.2311]])
    >>> lstm.c
    array([[0.5]])
    """

    def __init__(self, input_dim: int, hidden_dim: int, output_dim: int) -> None:
        ### BEGIN SOLUTION
        rng = np.random.default_rng()
        self.W_i, self.W_f, self.W_c, self.W_o = rng.normal(scale=0.1, size=(4, hidden_dim, input_dim))
        self.U_i, self.U_f, self.U_c, self.U_o = rng.normal(scale=0.1, size=(4, hidden_dim, hidden_dim))
        self.b_i, self.b_f, self.b_c, self.b_o = np.zeros((4, hidden_dim, 1))
        self.W_y = rng.normal(scale=0.1, size=(output_dim, hidden_dim))
        self.b_y = np.zeros((output_dim, 1))
        self.h = np.zeros((hidden_dim, 1))
        self.c = np.zeros((hidden_dim, 1))
        ### END SOLUTION

    def forward(self, x: np.ndarray, h: np.ndarray | None = None, c: np.ndarray | None = None) -> np.ndarray:
        """Run over a sequence and leave the last state in `self.h` and the last cell in `self.c`.

        Args:
            x: inputs, shape (T, input_dim), float64; T may be 0.
            h: state to start from, shape (hidden_dim, 1); None starts from zeros, on every call.
            c: cell to start from, shape (hidden_dim, 1); None starts from zeros, on every call.

        Returns:
            y: outputs, shape (output_dim, T), float64; column t is y_t. With T = 0 it is (output_dim, 0), and `self.h`
            and `self.c` are the start state. Right, and never nan, when a gate's or the candidate's input is as large
            as +-1e4; a warning does not matter. No argument is changed.

        Raises:
            ValueError: x is not two-dimensional or has other than input_dim columns; h or c is not (hidden_dim, 1).
                The message names the argument.
        """
        ### BEGIN SOLUTION
        hidden_dim, input_dim = self.W_i.shape
        if x.ndim != 2 or x.shape[1] != input_dim:
            raise ValueError(f"x must have shape (T, {input_dim}), not {x.shape}")
        h = np.zeros((hidden_dim, 1)) if h is None else h
        c = np.zeros((hidden_dim, 1)) if c is None else c
        if h.shape != (hidden_dim, 1):
            raise ValueError(f"h must have shape ({hidden_dim}, 1), not {h.shape}")
        if c.shape != (hidden_dim, 1):
            raise ValueError(f"c must have shape ({hidden_dim}, 1), not {c.shape}")
        y = np.zeros((self.W_y.shape[0], x.shape[0]))  # (output_dim, T)
        for t in range(x.shape[0]):
            x_t = x[t].reshape(-1, 1)  # (input_dim, 1)
            i = sigmoid(self.W_i @ x_t + self.U_i @ h + self.b_i)  # (hidden_dim, 1), as are all below
            f = sigmoid(self.W_f @ x_t + self.U_f @ h + self.b_f)
            o = sigmoid(self.W_o @ x_t + self.U_o @ h + self.b_o)
            candidate = np.tanh(self.W_c @ x_t + self.U_c @ h + self.b_c)
            c = f * c + i * candidate
            h = o * np.tanh(c)
            y[:, t : t + 1] = self.W_y @ h + self.b_y  # (output_dim, 1)
        self.h, self.c = h, c
        return y
        ### END SOLUTION


### BEGIN SOLUTION
def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), written with tanh, which cannot overflow."""
    return (1 + np.tanh(z / 2)) / 2
### END SOLUTION
