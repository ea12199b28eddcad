"""Backpropagation through time.

Text: 3.4.3
Order: 4
Needs: -
"""
from __future__ import annotations

import numpy as np

Arrays = dict[str, np.ndarray]


def rnn_forward(x: np.ndarray, h0: np.ndarray, params: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Run a recurrent network over a sequence, vectors flat, and keep every state.

    h_t = tanh(W_h h_{t-1} + W_x x_t + b_h),  y_t = W_y h_t + b_y;  the state before the first step is h0.

    Args:
        x: inputs, shape (T, input_dim), float64; T may be 0.
        h0: state before the first step, shape (hidden_dim,).
        params: {"W_h": (hidden_dim, hidden_dim), "W_x": (hidden_dim, input_dim), "b_h": (hidden_dim,),
            "W_y": (output_dim, hidden_dim), "b_y": (output_dim,)}.

    Returns:
        (h, y): the states, h (T, hidden_dim), without h0, and the outputs, y (T, output_dim). No argument is changed.

    Raises:
        ValueError: x is not two-dimensional or has other than input_dim columns; h0 is not (hidden_dim,). The message
            names the argument (or `params`, with which it disagrees).

    >>> one = np.array([[1.0]])
    >>> params = {"W_h": one, "W_x": one, "b_h": np.zeros(1), "W_y": 2 * one, "b_y": np.ones(1)}
    >>> h, y = rnn_forward(np.array([[0.0], [1.0]]), np.zeros(1), params)
    >>> h.round(4).tolist(), y.round(4).tolist()
    ([[0.0], [0.7616]], [[1.0], [2.5232]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def bptt(x: np.ndarray, targets: np.ndarray, h0: np.ndarray, params: Arrays) -> tuple[float, Arrays]:
    """The loss of a sequence and its gradient, by backpropagation through all the steps.

    loss = 1/2 sum_t |y_t - targets_t|^2, with y from `rnn_forward`. What the loss owes to the pre-activation a_t, where
    h_t = tanh(a_t), comes from y_t and, through W_h, from every later step.

    Args:
        x, h0, params: as in `rnn_forward`.
        targets: what y should have been, shape (T, output_dim).

    Returns:
        (loss, grads): a float, and grads, a dict with the keys and shapes of `params`. A sequence without steps (T = 0)
        has loss 0.0 and zero gradients. No argument is changed.

    Raises:
        ValueError: as `rnn_forward`; targets is not (T, output_dim). The message names the argument (of targets and x,
            or targets and params, which disagree, either).

    >>> one = np.array([[1.0]])
    >>> params = {"W_h": one, "W_x": one, "b_h": np.zeros(1), "W_y": one, "b_y": np.zeros(1)}
    >>> loss, grads = bptt(np.array([[0.0], [0.0]]), np.array([[0.0], [3.0]]), np.zeros(1), params)
    >>> loss, grads["b_y"].tolist(), grads["b_h"].tolist()
    (4.5, [-3.0], [-6.0])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def truncated_bptt(
    x: np.ndarray, targets: np.ndarray, h0: np.ndarray, params: Arrays, num_steps: int
) -> tuple[float, Arrays]:
    """As `bptt`, but the loss at each t flows back into the last `num_steps` steps only.

    The loss at t reaches the pre-activations of t, t-1, ..., t-num_steps+1 and no earlier one: every t looks back over
    its own window (the sequence is not cut into chunks). With num_steps = 1 nothing flows through time; with T or more
    the result is that of `bptt`. The forward pass, and so the loss, is the same whatever num_steps is.

    Args:
        x, targets, h0, params: as in `bptt`.
        num_steps: how many steps the loss at one t reaches, at least 1.

    Returns:
        (loss, grads), as in `bptt`. No argument is changed.

    Raises:
        ValueError: as `bptt`; num_steps is below 1.

    >>> one = np.array([[1.0]])
    >>> params = {"W_h": one, "W_x": one, "b_h": np.zeros(1), "W_y": one, "b_y": np.zeros(1)}
    >>> loss, grads = truncated_bptt(np.array([[0.0], [0.0]]), np.array([[0.0], [3.0]]), np.zeros(1), params, 1)
    >>> loss, grads["b_y"].tolist(), grads["b_h"].tolist()
    (4.5, [-3.0], [-3.0])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# YOUR CODE HERE
