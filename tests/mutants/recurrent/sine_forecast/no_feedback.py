"""Each forecast past the first meets the state, but the last known point as input.

Fails: forecast_feeds_back
"""
from __future__ import annotations

import numpy as np

from recurrent.bptt import bptt, rnn_forward
from recurrent.clip_gradients import clip_gradients


def train(
    series: np.ndarray, hidden_dim: int, num_steps: int, lr: float, num_epochs: int, seed: int
) -> dict[str, np.ndarray]:
    if series.ndim != 1:
        raise ValueError(f"series must be one-dimensional, not of shape {series.shape}")
    rng = np.random.default_rng(seed)
    params = {
        "W_h": rng.normal(size=(hidden_dim, hidden_dim)) / np.sqrt(hidden_dim),
        "W_x": rng.normal(size=(hidden_dim, 1)),
        "b_h": np.zeros(hidden_dim),
        "W_y": rng.normal(size=(1, hidden_dim)) / np.sqrt(hidden_dim),
        "b_y": np.zeros(1),
    }
    h0 = np.zeros(hidden_dim)
    last_start = len(series) - num_steps - 1
    for _ in range(num_epochs):
        # Side by side, but cut at another place in each epoch, so that every point is used in the end.
        offset = rng.integers(min(num_steps, last_start + 1))
        for start in rng.permutation(np.arange(offset, last_start + 1, num_steps)):
            window = series[start : start + num_steps + 1].reshape(-1, 1)  # (num_steps + 1, 1)
            _, grads = bptt(window[:-1], window[1:], h0, params)
            grads = clip_gradients({name: g / num_steps for name, g in grads.items()}, theta=1.0)
            params = {name: params[name] - lr * grads[name] for name in params}
    return params


def forecast(params: dict[str, np.ndarray], prefix: np.ndarray, n: int) -> np.ndarray:
    if prefix.ndim != 1:
        raise ValueError(f"prefix must be one-dimensional, not of shape {prefix.shape}")
    h, y = rnn_forward(prefix.reshape(-1, 1), np.zeros(len(params["b_h"])), params)
    forecasts = np.zeros(n)
    for i in range(n):
        forecasts[i] = y[-1, 0]
        h, y = rnn_forward(prefix[-1:].reshape(1, 1), h[-1], params)
    return forecasts
