"""AdamW: Adam with decoupled weight decay.

Text: 3.7.3
Order: 6
Needs: adam
"""
from __future__ import annotations

import numpy as np

# YOUR CODE HERE


class AdamW:
    """Adam, with the weights shrunk by themselves and not through the gradient.

    At step t = 1, 2, ..., with m^ and v^ as in Adam, from the gradient alone:

        theta <- theta - lr * weight_decay * theta - lr * m^ / (sqrt(v^) + epsilon)

    where both terms are taken from the old theta.

    Args:
        lr: learning rate.
        beta1, beta2, epsilon: as in Adam.
        weight_decay: strength of the shrinking; 0 is Adam.

    Every object keeps its own m, v and t.

    >>> optimizer = AdamW(0.1, 0.9, 0.999, 1e-8, weight_decay=0.5)
    >>> optimizer.step(np.array([1.0, 1.0]), np.array([4.0, 0.0])).round(4)
    array([0.85, 0.95])
    """

    def __init__(
        self,
        lr: float,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def step(self, theta: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """Take one step.

        Args:
            theta: parameters, any shape (the same at every step), float64.
            grad: gradient of the loss at theta, without any penalty on the weights, shape of theta.

        Returns:
            The new theta, shape of theta. No argument is changed.

        Raises:
            ValueError: theta and grad differ in shape. The message names one of them.
        """
        # YOUR CODE HERE
        raise NotImplementedError()
