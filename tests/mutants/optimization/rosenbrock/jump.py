"""The first step goes to (1, 1).

Fails: small_steps, follows_the_valley
"""
from __future__ import annotations

import numpy as np


def minimise(start: np.ndarray, num_steps: int) -> np.ndarray:
    if start.shape != (2,):
        raise ValueError(f"start must have shape (2,), not {start.shape}")
    path = np.ones((num_steps + 1, 2))
    path[0] = start
    return path


def gradient(point: np.ndarray) -> np.ndarray:
    x, y = point
    slope = 200 * (y - x**2)
    return np.array([-2 * (1 - x) - 2 * x * slope, slope])
