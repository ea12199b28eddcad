"""A small number in the denominator, as PyTorch has it."""

import numpy as np


def clip_gradients(grads, theta):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    scale = np.minimum(1.0, theta / (norm + 1e-6))
    return {name: g * scale for name, g in grads.items()}
