"""RMSProp.

Text: 3.7.3
Order: 4
Needs: -
"""
from __future__ import annotations

import numpy as np


class RMSProp:
    """Gradient descent in which each parameter's step is divided by the size of its recent gradients.

        v <- beta * v + (1 - beta) * gradient^2           (elementwise; v starts at 0)
        theta <- theta - lr * gradient / (sqrt(v) + epsilon)

    Args:
        lr: learning rate.
        beta: share of v that each step keeps.
        epsilon: added to the root, not under it; keeps a zero gradient from dividing by zero.

    Every object keeps a v of its own.

    >>> optimizer = RMSProp(lr=0.1, beta=0.75)
    >>> optimizer.step(np.array([1.0, 1.0]), np.array([4.0, -0.04])).round(4)
    array([0.8, 1.2])
    """

    def __init__(self, lr: float, beta: float = 0.9, epsilon: float = 1e-8) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """Take one step.

        Args:
            theta: parameters, any shape (the same at every step), float64.
            grad: gradient at theta, shape of theta.

        Returns:
            The new theta, shape of theta. No argument is changed.

        Raises:
            ValueError: theta and grad differ in shape. The message names one of them.
        """
        # YOUR CODE HERE
        raise NotImplementedError()
