"""Clipping gradients by their global norm.

Text: 3.4.3
Order: 5
Needs: -
"""
from __future__ import annotations

import numpy as np


def clip_gradients(grads: dict[str, np.ndarray], theta: float) -> dict[str, np.ndarray]:
    """Shrink gradients that are too long together, keeping their common direction.

    g <- g * min(1, theta / |g|), where |g| is one number: the square root of the sum of the squares of all entries of
    all arrays.

    Args:
        grads: gradients by name, arrays of any shapes, float64; any names.
        theta: largest global norm allowed, above 0.

    Returns:
        A new dict with the names and shapes of grads. When |g| <= theta the values are those given, unchanged; zero
        gradients stay zero. Neither `grads` nor its arrays are changed.

    >>> clip_gradients({"W": np.array([[3.0]]), "b": np.array([4.0])}, theta=1.0)
    {'W': array([[0.6]]), 'b': array([0.8])}
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    scale = theta / norm if norm > theta else 1.0
    return {name: g * scale for name, g in grads.items()}
    ### END SOLUTION
