"""The path begins after the first step.

Fails: path
"""
from __future__ import annotations

import numpy as np

from optimization.adam import Adam


def minimise(start: np.ndarray, num_steps: int) -> np.ndarray:
    if start.shape != (2,):
        raise ValueError(f"start must have shape (2,), not {start.shape}")
    optimizer = Adam(lr=0.05)
    path = np.zeros((num_steps + 1, 2))
    point = start
    for k in range(num_steps + 1):
        path[k] = point = optimizer.step(point, gradient(point))
    return path


def gradient(point: np.ndarray) -> np.ndarray:
    x, y = point
    slope = 200 * (y - x**2)
    return np.array([-2 * (1 - x) - 2 * x * slope, slope])
