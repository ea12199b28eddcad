"""Short gradients are stretched to length theta.

Fails: short_gradients_stay
"""
from __future__ import annotations

import numpy as np


def clip_gradients(grads: dict[str, np.ndarray], theta: float) -> dict[str, np.ndarray]:
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    scale = theta / norm if norm > 0 else 1.0
    return {name: g * scale for name, g in grads.items()}
