"""All gradients as one vector; divided by a number of at least 1."""

import numpy as np


def clip_gradients(grads, theta):
    everything = np.concatenate([g.reshape(-1) for g in grads.values()])
    divisor = max(1.0, np.linalg.norm(everything) / theta)
    return {name: g / divisor for name, g in grads.items()}
