"""theta / norm is computed before norm is looked at: nan for zero gradients.

Fails: zero_gradients
"""
from __future__ import annotations

import numpy as np


def clip_gradients(grads: dict[str, np.ndarray], theta: float) -> dict[str, np.ndarray]:
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    return {name: g / norm * min(norm, theta) for name, g in grads.items()}
