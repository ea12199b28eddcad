"""Momentum.

Text: 3.7.3
Order: 3
Needs: -
"""
from __future__ import annotations

import numpy as np


class Momentum:
    """Gradient descent with a velocity that gathers past gradients.

        v <- beta * v + gradient                (v starts at 0)
        theta <- theta - lr * v

    Args:
        lr: learning rate.
        beta: share of the velocity that each step keeps.

    Every object keeps a velocity of its own.

    >>> optimizer = Momentum(lr=0.1, beta=0.5)
    >>> theta = optimizer.step(np.array([1.0]), np.array([2.0]))
    >>> theta, optimizer.step(theta, np.array([2.0]))
    (array([0.8]), array([0.5]))
    """

    def __init__(self, lr: float, beta: float = 0.9) -> None:
        ### BEGIN SOLUTION
        self.lr = lr
        self.beta = beta
        self.v: np.ndarray | float = 0.0
        ### END SOLUTION

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
        ### BEGIN SOLUTION
        if grad.shape != theta.shape:
            raise ValueError(f"grad has shape {grad.shape}, theta {theta.shape}")
        self.v = self.beta * self.v + grad
        return theta - self.lr * self.v
        ### END SOLUTION
