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
        # YOUR CODE HERE
        raise NotImplementedError()

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
        # YOUR CODE HERE
        raise NotImplementedError()


# YOUR CODE HERE
