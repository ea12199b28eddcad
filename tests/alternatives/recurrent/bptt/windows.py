"""Each error on its own, through a window of its own; the full gradient in forward mode."""

import numpy as np


def rnn_forward(x, h0, params):
    T = len(x)
    if x.ndim != 2 or x.shape[1] != params["W_x"].shape[1]:
        raise ValueError(f"bad shape of x: {x.shape}")
    if h0.ndim != 1 or len(h0) != len(params["b_h"]):
        raise ValueError(f"bad shape of h0: {h0.shape}")
    h, y = np.zeros((T, len(h0))), np.zeros((T, len(params["b_y"])))
    last = h0
    for t in range(T):
        last = np.tanh(np.dot(params["W_h"], last) + np.dot(params["W_x"], x[t]) + params["b_h"])
        h[t] = last
        y[t] = np.dot(params["W_y"], last) + params["b_y"]
    return h, y


def check(x, targets, params):
    if targets.shape != (len(x), len(params["b_y"])):
        raise ValueError(f"targets {targets.shape} and x {x.shape} do not go together")


def bptt(x, targets, h0, params):
    """Forward mode: how h_t moves with each parameter is carried along with h_t."""
    h, y = rnn_forward(x, h0, params)
    check(x, targets, params)
    n, d = params["W_x"].shape
    grads = {name: np.zeros(value.shape) for name, value in params.items()}
    moves = {"W_h": np.zeros((n, n, n)), "W_x": np.zeros((n, n, d)), "b_h": np.zeros((n, n))}
    eye = np.eye(n)
    loss = 0.0
    for t in range(len(x)):
        previous = h0 if t == 0 else h[t - 1]
        now = {
            "W_h": np.einsum("ij,k->ijk", eye, previous),
            "W_x": np.einsum("ij,k->ijk", eye, x[t]),
            "b_h": eye,
        }
        for name in moves:
            through = np.tensordot(params["W_h"], moves[name], axes=1)
            moves[name] = np.einsum("i,i...->i...", 1 - h[t] ** 2, now[name] + through)
        error = y[t] - targets[t]
        loss += 0.5 * error @ error
        for name in moves:
            grads[name] += np.tensordot(error @ params["W_y"], moves[name], axes=1)
        grads["W_y"] += np.outer(error, h[t])
        grads["b_y"] += error
    return loss, grads


def truncated_bptt(x, targets, h0, params, num_steps):
    if num_steps < 1:
        raise ValueError("num_steps")
    h, y = rnn_forward(x, h0, params)
    check(x, targets, params)
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    loss = 0.0
    for t in range(len(x)):
        first = max(0, t - num_steps + 1)
        start = h0 if first == 0 else h[first - 1]
        part = y[first : t + 1].copy()
        part[-1] = targets[t]
        part_loss, part_grads = bptt(x[first : t + 1], part, start, params)
        loss += part_loss
        grads = {name: grads[name] + part_grads[name] for name in grads}
    return loss, grads
