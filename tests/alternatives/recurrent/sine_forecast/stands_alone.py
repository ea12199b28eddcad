"""Needs no sibling: overlapping windows in random order, squared errors without the half."""

import numpy as np


def train(series, hidden_dim, num_steps, lr, num_epochs, seed):
    if series.ndim != 1:
        raise ValueError("series must be flat")
    random = np.random.RandomState(seed)
    p = {
        "W_h": 0.1 * random.randn(hidden_dim, hidden_dim),
        "W_x": 0.1 * random.randn(hidden_dim, 1),
        "b_h": np.zeros(hidden_dim),
        "W_y": 0.1 * random.randn(1, hidden_dim),
        "b_y": np.zeros(1),
    }
    starts = list(range(0, len(series) - num_steps, max(1, num_steps // 4)))
    for _ in range(num_epochs):
        random.shuffle(starts)
        for s in starts:
            x, target = series[s : s + num_steps], series[s + 1 : s + num_steps + 1]
            g = gradient(x, target, p)
            norm = np.sqrt(sum((value**2).sum() for value in g.values()))
            for name in p:
                p[name] = p[name] - lr * g[name] / max(1.0, norm)
    return p


def states(x, p):
    h = np.zeros((len(x) + 1, len(p["b_h"])))
    for t in range(len(x)):
        h[t + 1] = np.tanh(p["W_h"] @ h[t] + p["W_x"][:, 0] * x[t] + p["b_h"])
    return h


def gradient(x, target, p):
    h = states(x, p)
    e = 2 * (h[1:] @ p["W_y"][0] + p["b_y"] - target) / len(x)
    d = np.zeros((len(x), h.shape[1]))
    carry = np.zeros(h.shape[1])
    for t in range(len(x) - 1, -1, -1):
        d[t] = (e[t] * p["W_y"][0] + carry) * (1 - h[t + 1] ** 2)
        carry = p["W_h"].T @ d[t]
    return {
        "W_h": d.T @ h[:-1],
        "W_x": (d.T @ x)[:, None],
        "b_h": d.sum(0),
        "W_y": (e @ h[1:])[None],
        "b_y": np.array([e.sum()]),
    }


def forecast(params, prefix, n):
    if prefix.ndim != 1:
        raise ValueError("prefix must be flat")
    h = np.zeros(len(params["b_h"]))
    found = []
    inputs = list(prefix)
    for k in range(len(prefix) + n - 1):
        h = np.tanh(params["W_h"] @ h + params["W_x"][:, 0] * inputs[k] + params["b_h"])
        if k >= len(prefix) - 1:
            found.append(params["W_y"][0] @ h + params["b_y"][0])
            inputs.append(found[-1])
    return np.array(found[:n])
