"""Plain Python numbers, and copies of the arrays."""

import math


def clip_gradients(grads, theta):
    total = 0.0
    for g in grads.values():
        for entry in g.flatten().tolist():
            total += entry * entry
    norm = math.sqrt(total)
    new = {}
    for name in grads:
        new[name] = grads[name].copy()
        if norm > theta:
            new[name] *= theta
            new[name] /= norm
    return new
