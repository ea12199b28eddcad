"""The derivative of tanh is left out.

Fails: through_tanh
"""
from __future__ import annotations

import numpy as np

Arrays = dict[str, np.ndarray]


def rnn_forward(x: np.ndarray, h0: np.ndarray, params: Arrays) -> tuple[np.ndarray, np.ndarray]:
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


def bptt(x: np.ndarray, targets: np.ndarray, h0: np.ndarray, params: Arrays) -> tuple[float, Arrays]:
    h, errors = states_and_errors(x, targets, h0, params)
    da = np.zeros_like(h)  # (T, hidden_dim): the loss by each pre-activation
    from_later = np.zeros_like(h0)  # (hidden_dim,): the loss of the later steps by h_t
    for t in reversed(range(len(x))):
        dh = params["W_y"].T @ errors[t] + from_later
        da[t] = dh
        from_later = params["W_h"].T @ da[t]
    return loss_and_grads(x, h0, h, errors, da)


def truncated_bptt(
    x: np.ndarray, targets: np.ndarray, h0: np.ndarray, params: Arrays, num_steps: int
) -> tuple[float, Arrays]:
    if num_steps < 1:
        raise ValueError(f"num_steps must be at least 1, not {num_steps}")
    h, errors = states_and_errors(x, targets, h0, params)
    da = np.zeros_like(h)  # (T, hidden_dim): the loss by each pre-activation, as far as it reaches
    for t in range(len(x)):
        dh = params["W_y"].T @ errors[t]  # the loss of step t alone, by h_t, then by h_{t-1}, ...
        for s in range(t, max(t - num_steps, -1), -1):
            da_s = dh
            da[s] += da_s
            dh = params["W_h"].T @ da_s
    return loss_and_grads(x, h0, h, errors, da)


def states_and_errors(
    x: np.ndarray, targets: np.ndarray, h0: np.ndarray, params: Arrays
) -> tuple[np.ndarray, np.ndarray]:
    h, y = rnn_forward(x, h0, params)
    if targets.shape != y.shape:
        raise ValueError(f"targets must have shape {y.shape}, not {targets.shape}")
    return h, y - targets


def loss_and_grads(
    x: np.ndarray, h0: np.ndarray, h: np.ndarray, errors: np.ndarray, da: np.ndarray
) -> tuple[float, Arrays]:
    before = np.vstack([h0, h])[: len(x)]  # (T, hidden_dim): h_{t-1}
    grads = {
        "W_h": da.T @ before,
        "W_x": da.T @ x,
        "b_h": da.sum(axis=0),
        "W_y": errors.T @ h,
        "b_y": errors.sum(axis=0),
    }
    return 0.5 * float(np.sum(errors**2)), grads
