"""Vectorised over the steps: one round for each lag between an error and the pre-activation it reaches."""

import numpy as np


def rnn_forward(x, h0, params):
    W_h, W_x, b_h, W_y, b_y = (params[name] for name in ("W_h", "W_x", "b_h", "W_y", "b_y"))
    if x.ndim != 2 or x.shape[1] != W_x.shape[1]:
        raise ValueError("x does not fit W_x")
    if h0.shape != (len(W_h),):
        raise ValueError("h0 does not fit W_h")
    states = [h0]
    for a in x @ W_x.T + b_h:
        states.append(np.tanh(a + W_h @ states[-1]))
    h = np.array(states)[1:]
    return h, h @ W_y.T + b_y


def bptt(x, targets, h0, params):
    return truncated_bptt(x, targets, h0, params, len(x) + 1)


def truncated_bptt(x, targets, h0, params, num_steps):
    if num_steps < 1:
        raise ValueError("num_steps must be positive")
    h, y = rnn_forward(x, h0, params)
    if targets.shape != y.shape:
        raise ValueError("targets must have the shape of y")
    errors = y - targets
    slope = 1 - h * h
    d = errors @ params["W_y"] * slope
    total = d.copy()
    for lag in range(1, min(num_steps, len(x))):
        d = d[1:] @ params["W_h"] * slope[:-lag]
        total[:-lag] += d
    before = np.concatenate([h0[None], h])[:-1]
    return float((errors**2).sum() / 2), {
        "W_h": np.einsum("ti,tj->ij", total, before),
        "W_x": np.einsum("ti,tj->ij", total, x),
        "b_h": np.einsum("ti->i", total),
        "W_y": np.einsum("ti,tj->ij", errors, h),
        "b_y": np.einsum("ti->i", errors),
    }
