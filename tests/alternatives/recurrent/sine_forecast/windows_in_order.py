"""Windows side by side, in order; each forecast runs over the whole series so far."""

import numpy as np

from recurrent.bptt import rnn_forward, truncated_bptt
from recurrent.clip_gradients import clip_gradients


def train(series, hidden_dim, num_steps, lr, num_epochs, seed):
    if np.ndim(series) != 1:
        raise ValueError(f"series has {np.ndim(series)} dimensions")
    np.random.seed(seed)
    scale = 1 / np.sqrt(hidden_dim)
    params = {
        "W_h": np.random.uniform(-scale, scale, (hidden_dim, hidden_dim)),
        "W_x": np.random.uniform(-1, 1, (hidden_dim, 1)),
        "b_h": np.random.uniform(-scale, scale, hidden_dim),
        "W_y": np.random.uniform(-scale, scale, (1, hidden_dim)),
        "b_y": np.random.uniform(-scale, scale, 1),
    }
    column = series[:, None]
    for _ in range(num_epochs):
        for start in range(0, len(series) - num_steps, num_steps):
            stop = start + num_steps
            _, grads = truncated_bptt(
                column[start:stop], column[start + 1 : stop + 1], np.zeros(hidden_dim), params, num_steps
            )
            grads = clip_gradients({name: g / num_steps for name, g in grads.items()}, 1.0)
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


def forecast(params, prefix, n):
    if prefix.ndim != 1:
        raise ValueError("prefix should be one-dimensional")
    points = prefix.copy()
    for _ in range(n):
        _, y = rnn_forward(points[:, None], np.zeros(len(params["b_h"])), params)
        points = np.append(points, y[-1, 0])
    return points[len(prefix) :]
