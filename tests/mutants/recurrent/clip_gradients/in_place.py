"""The arrays that were passed in are scaled in place.

Fails: arguments_unchanged
"""
from __future__ import annotations

import numpy as np


def clip_gradients(grads: dict[str, np.ndarray], theta: float) -> dict[str, np.ndarray]:
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    scale = theta / norm if norm > theta else 1.0
    for g in grads.values():
        g *= scale
    return dict(grads)
