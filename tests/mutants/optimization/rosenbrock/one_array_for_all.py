"""Every row of the path is the last point: one array is written again and again.

Fails: path
"""
from __future__ import annotations

import numpy as np

from optimization.adam import Adam


def minimise(start: np.ndarray, num_steps: int) -> np.ndarray:
    if start.shape != (2,):
        raise ValueError(f"start must have shape (2,), not {start.shape}")
    optimizer = Adam(lr=0.05)
    point = start.copy()
    path = [point]
    for _ in range(num_steps):
        point[:] = optimizer.step(point, gradient(point))
        path.append(point)
    return np.array(path)


def gradient(point: np.ndarray) -> np.ndarray:
    x, y = point
    slope = 200 * (y - x**2)
    return np.array([-2 * (1 - x) - 2 * x * slope, slope])
