"""Each entry is clipped to [-theta, theta].

Fails: one_array
"""
from __future__ import annotations

import numpy as np


def clip_gradients(grads: dict[str, np.ndarray], theta: float) -> dict[str, np.ndarray]:
    return {name: np.clip(g, -theta, theta) for name, g in grads.items()}
