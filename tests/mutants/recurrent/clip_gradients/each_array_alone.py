"""Each array is clipped by its own norm.

Fails: one_norm_for_all
"""
from __future__ import annotations

import numpy as np


def clip_gradients(grads: dict[str, np.ndarray], theta: float) -> dict[str, np.ndarray]:
    clipped = {}
    for name, g in grads.items():
        norm = np.linalg.norm(g)
        clipped[name] = g * (theta / norm) if norm > theta else g
    return clipped
