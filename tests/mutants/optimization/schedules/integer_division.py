"""The share of the warm-up is rounded down: the rate is 0 until the end.

Fails: warmup_rises
"""
from __future__ import annotations

import numpy as np

Number = float | np.ndarray


def exponential_decay(lr_0: float, decay_rate: float, t: int | np.ndarray) -> Number:
    return lr_0 * decay_rate**t


def cosine_annealing(lr_0: float, t: int | np.ndarray, num_steps: int, lr_min: float = 0.0) -> Number:
    progress = np.minimum(t, num_steps) / num_steps
    return lr_min + (lr_0 - lr_min) / 2 * (1 + np.cos(np.pi * progress))


def linear_warmup(lr_0: float, t: int | np.ndarray, warmup_steps: int) -> Number:
    if warmup_steps == 0:
        return lr_0 + 0.0 * t
    return lr_0 * (np.minimum(t, warmup_steps) // warmup_steps)


def warmup_decay(lr_0: float, decay_rate: float, t: int | np.ndarray, warmup_steps: int) -> Number:
    decay = exponential_decay(1.0, decay_rate, np.maximum(t - warmup_steps, 0))
    return linear_warmup(lr_0, t, warmup_steps) * decay
