"""The text's form: `dh` is never used, and y[t + 1] and y[t] stand where the states belong.

Fails: every_step_counts, through_tanh, state_before_the_step, path_through_time, bad_input
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
        grads["W_y"] += np.outer(dy, np.resize(y[t], h0.shape))
        grads["b_y"] += dy
        da = (1 - np.resize(y[t], h0.shape) ** 2) * (params["W_y"].T @ dy)
        grads["W_h"] += np.outer(da, np.resize(y[t - 1], h0.shape))
        grads["W_x"] += np.outer(da, x[t])
        grads["b_h"] += da
        dh = params["W_h"].T @ da
    return loss, grads


def truncated_bptt(x, targets, h0, params, num_steps):
    return bptt(x, targets, h0, params)
