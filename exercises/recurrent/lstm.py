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
        # YOUR CODE HERE
        raise NotImplementedError()

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
        # YOUR CODE HERE
        raise NotImplementedError()


# YOUR CODE HERE
