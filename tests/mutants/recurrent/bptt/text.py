"""The text's form: `dh` is computed at every step and never used, so no gradient flows through time.

Fails: path_through_time, bad_input
"""
import numpy as np


def rnn_forward(x, h0, params):
    h = np.zeros((len(x), len(h0)))
    previous = h0
    for t in range(len(x)):
        h[t] = np.tanh(params["W_h"] @ previous + params["W_x"] @ x[t] + params["b_h"])
        previous = h[t]
    return h, h @ params["W_y"].T + params["b_y"]


def bptt(x, targets, h0, params):
    h, y = rnn_forward(x, h0, params)
    T = len(x)
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    dh = np.zeros_like(h0)
    loss = 0.0
    for t in reversed(range(T)):
        dy = y[t] - targets[t]
        loss += 0.5 * float(np.sum(dy**2))
        grads["W_y"] += np.outer(dy, h[t])
        grads["b_y"] += dy
        da = (1 - h[t] ** 2) * (params["W_y"].T @ dy)
        grads["W_h"] += np.outer(da, h[t - 1] if t > 0 else h0)
        grads["W_x"] += np.outer(da, x[t])
        grads["b_h"] += da
        dh = params["W_h"].T @ da
    return loss, grads


def truncated_bptt(x, targets, h0, params, num_steps):
    return bptt(x, targets, h0, params)
