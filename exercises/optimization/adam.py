"""Adam.

Text: 3.7.3
Order: 5
Needs: -
"""
from __future__ import annotations

import numpy as np


class Adam:
    """Momentum and RMSProp together, both corrected for starting at zero.

    At step t = 1, 2, ...:

        m <- beta1 * m + (1 - beta1) * gradient           (m and v start at 0)
        v <- beta2 * v + (1 - beta2) * gradient^2         (elementwise)
        m^ = m / (1 - beta1^t),  v^ = v / (1 - beta2^t)
        theta <- theta - lr * m^ / (sqrt(v^) + epsilon)

    Args:
        lr: learning rate.
        beta1, beta2: shares of m and of v that each step keeps, in [0, 1).
        epsilon: added to the root, not under it.

    Every object keeps its own m, v and t.

    >>> optimizer = Adam(lr=0.1)
    >>> optimizer.step(np.array([1.0, 1.0]), np.array([4.0, -0.04])).round(4)
    array([0.9, 1.1])
    """

    def __init__(self, lr: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
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


class LinearRegressionAdam:
    """Linear regression without a bias, y = X theta, trained with Adam (its default betas and epsilon).

    Args:
        lr: learning rate.
        num_epochs: how often `fit` goes over the samples.

    Attributes:
        theta: the parameters after `fit`, shape (d,), float64, whether y was (n,) or (n, 1).

    >>> model = LinearRegressionAdam(lr=0.1, num_epochs=1000).fit(np.array([[1.0], [2.0]]), np.array([[3.0], [6.0]]))
    >>> model.theta.round(2), model.predict(np.array([[2.0]])).round(2)
    (array([3.]), array([6.]))
    """

    def __init__(self, lr: float, num_epochs: int) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def fit(self, X: np.ndarray, y: np.ndarray) -> LinearRegressionAdam:
        """Start from theta = 0 and a new optimiser, each time; then num_epochs steps on the mean squared error.

        Args:
            X: samples, shape (n, d), float64, n >= 1.
            y: targets, shape (n,) or (n, 1); both give the same theta.

        Returns:
            self (not checked). No argument is changed.

        Raises:
            ValueError: X is not two-dimensional; X and y differ in their number of rows. The message names the argument
                (of the two, either).
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The model's outputs X theta.

        Args:
            X: samples, shape (n, d), float64; n may be 0.

        Returns:
            Predictions, shape (n,).

        Raises:
            ValueError: X is not two-dimensional or has another number of columns than in `fit`. The message names X (or
                theta).
        """
        # YOUR CODE HERE
        raise NotImplementedError()
