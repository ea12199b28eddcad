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
    ### BEGIN SOLUTION
    hidden_dim, input_dim = params["W_x"].shape
    if x.ndim != 2 or x.shape[1] != input_dim:
        raise ValueError(f"x must have shape (T, {input_dim}), not {x.shape}")
    if h0.shape != (hidden_dim,):
        raise ValueError(f"h0 must have shape ({hidden_dim},), not {h0.shape}")
    h = np.zeros((x.shape[0], hidden_dim))
    previous = h0
    for t in range(x.shape[0]):
        previous = h[t] = np.tanh(params["W_h"] @ previous + params["W_x"] @ x[t] + params["b_h"])
    return h, h @ params["W_y"].T + params["b_y"]
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    h, errors = states_and_errors(x, targets, h0, params)
    da = np.zeros_like(h)  # (T, hidden_dim): the loss by each pre-activation
    from_later = np.zeros_like(h0)  # (hidden_dim,): the loss of the later steps by h_t
    for t in reversed(range(len(x))):
        dh = params["W_y"].T @ errors[t] + from_later
        da[t] = dh * (1 - h[t] ** 2)  # tanh' = 1 - tanh^2
        from_later = params["W_h"].T @ da[t]
    return loss_and_grads(x, h0, h, errors, da)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if num_steps < 1:
        raise ValueError(f"num_steps must be at least 1, not {num_steps}")
    h, errors = states_and_errors(x, targets, h0, params)
    da = np.zeros_like(h)  # (T, hidden_dim): the loss by each pre-activation, as far as it reaches
    for t in range(len(x)):
        dh = params["W_y"].T @ errors[t]  # the loss of step t alone, by h_t, then by h_{t-1}, ...
        for s in range(t, max(t - num_steps, -1), -1):
            da_s = dh * (1 - h[s] ** 2)
            da[s] += da_s
            dh = params["W_h"].T @ da_s
    return loss_and_grads(x, h0, h, errors, da)
    ### END SOLUTION


### BEGIN SOLUTION
def states_and_errors(
    x: np.ndarray, targets: np.ndarray, h0: np.ndarray, params: Arrays
) -> tuple[np.ndarray, np.ndarray]:
    """The states (T, hidden_dim) and y - targets (T, output_dim)."""
    h, y = rnn_forward(x, h0, params)
    if targets.shape != y.shape:
        raise ValueError(f"targets must have shape {y.shape}, not {targets.shape}")
    return h, y - targets


def loss_and_grads(
    x: np.ndarray, h0: np.ndarray, h: np.ndarray, errors: np.ndarray, da: np.ndarray
) -> tuple[float, Arrays]:
    """From the loss by each output and by each pre-activation to the loss by each parameter."""
    before = np.vstack([h0, h])[: len(x)]  # (T, hidden_dim): h_{t-1}
    grads = {
        "W_h": da.T @ before,
        "W_x": da.T @ x,
        "b_h": da.sum(axis=0),
        "W_y": errors.T @ h,
        "b_y": errors.sum(axis=0),
    }
    return 0.5 * float(np.sum(errors**2)), grads
### END SOLUTION
