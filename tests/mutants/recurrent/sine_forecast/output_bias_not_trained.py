"""b_y keeps its first value.

Fails: rate_and_epochs_count
"""

import numpy as np


def _forward(p, x, h):
    H = [h]
    for v in x:
        H.append(np.tanh(p["W_h"] @ H[-1] + p["W_x"][:, 0] * v + p["b_h"]))
    H = np.array(H)
    return H, H[1:] @ p["W_y"][0] + p["b_y"][0]


def _grads(p, x, t):
    H, y = _forward(p, x, np.zeros(len(p["b_h"])))
    e = (y - t) / len(x)
    g = {"W_y": (e @ H[1:])[None], "b_y": np.array([e.sum()])}
    D = np.zeros_like(H[1:])
    c = 0
    for s in range(len(x) - 1, -1, -1):
        D[s] = (e[s] * p["W_y"][0] + c) * (1 - H[s + 1] ** 2)
        c = D[s] @ p["W_h"]
    g["W_h"] = D.T @ H[:-1]
    g["W_x"] = (D.T @ x)[:, None]
    g["b_h"] = D.sum(0)
    n = np.sqrt(sum((v**2).sum() for v in g.values()))
    if n > 1:
        g = {k: v / n for k, v in g.items()}
    return g


def train(series, hidden_dim, num_steps, lr, num_epochs, seed):
    if series.ndim != 1:
        raise ValueError("series must be 1-D")
    rng = np.random.default_rng(seed)
    p = {
        "W_h": rng.normal(0, 0.3 / hidden_dim**0.5, (hidden_dim, hidden_dim)),
        "W_x": rng.normal(0, 0.5, (hidden_dim, 1)),
        "b_h": np.zeros(hidden_dim),
        "W_y": rng.normal(0, 0.3, (1, hidden_dim)),
        "b_y": np.zeros(1),
    }
    for _ in range(num_epochs):
        for s in rng.permutation(len(series) - num_steps)[:60]:
            x, t = series[s : s + num_steps], series[s + 1 : s + 1 + num_steps]
            g = _grads(p, x, t)
            for k in p:
                if k != "b_y":
                    p[k] = p[k] - lr * g[k]
    return p


def forecast(params, prefix, n):
    if prefix.ndim != 1:
        raise ValueError("prefix must be 1-D")
    H, y = _forward(params, prefix, np.zeros(len(params["b_h"])))
    h, v = H[-1], y[-1]
    out = np.empty(n)
    for i in range(n):
        out[i] = v
        h = np.tanh(params["W_h"] @ h + params["W_x"][:, 0] * v + params["b_h"])
        v = params["W_y"][0] @ h + params["b_y"][0]
    return out
