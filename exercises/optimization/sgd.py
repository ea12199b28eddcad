"""Stochastic gradient descent and minibatches.

Text: 3.7.2
Order: 2
Needs: -
"""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def sgd_step(theta: np.ndarray, x_i: np.ndarray, y_i: float, lr: float) -> np.ndarray:
    """One step of stochastic gradient descent, on 1/2 (x_i . theta - y_i)^2 of one sample.

    theta - lr * (x_i . theta - y_i) * x_i

    Args:
        theta: parameters, shape (d,), float64.
        x_i: one sample, shape (d,).
        y_i: its target, a number.
        lr: learning rate.

    Returns:
        The new theta, shape (d,). No argument is changed.

    Raises:
        ValueError: theta or x_i is not one-dimensional, or their sizes differ. The message names one of the two.

    >>> sgd_step(np.array([1.0, 1.0]), np.array([1.0, 2.0]), 1.0, lr=0.5)
    array([ 0., -1.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def minibatches(X: np.ndarray, y: np.ndarray, batch_size: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The samples in random order, in batches.

    Args:
        X: samples, shape (n, d), float64; n may be 0.
        y: targets, shape (n,) or (n, 1).
        batch_size: rows in each batch, 1 or more.
        seed: the same seed gives the same order, another seed another one.

    Returns:
        (X, y) pairs, as a list or from a generator: X of shape (rows, d), y of shape (rows,) or (rows, 1). Together
        they hold every sample exactly once, each with its own target, shuffled over the whole set. All batches have
        batch_size rows but the last, which holds what is left. y keeps the number of axes that it was given with. No
        argument is changed.

    Raises:
        ValueError: X is not two-dimensional; X and y differ in their number of rows. The message names the argument (of
            the two, either). A generator may raise when its first batch is asked for.

    >>> X, y = np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 10.0, 20.0])
    >>> batches = list(minibatches(X, y, batch_size=2, seed=0))
    >>> [X_batch.shape for X_batch, _ in batches]
    [(2, 1), (1, 1)]
    >>> sorted(float(target) for _, y_batch in batches for target in y_batch)
    [0.0, 10.0, 20.0]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


class LinearRegressionSGD:
    """Linear regression without a bias, y = X theta, trained one sample at a time.

    (For a bias, give X a column of ones.)

    Args:
        lr: learning rate.
        num_epochs: how often `fit` goes over the samples.
        seed: for the order of the samples; the same seed gives the same theta.

    Attributes:
        theta: the parameters after `fit`, shape (d,), float64, whether y was (n,) or (n, 1).

    >>> model = LinearRegressionSGD(lr=0.5, num_epochs=2).fit(np.array([[1.0]]), np.array([4.0]))
    >>> model.theta, model.predict(np.array([[1.0], [2.0]]))
    (array([3.]), array([3., 6.]))
    """

    def __init__(self, lr: float, num_epochs: int, seed: int = 0) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def fit(self, X: np.ndarray, y: np.ndarray) -> LinearRegressionSGD:
        """Start from theta = 0, each time; then num_epochs times: `sgd_step` for each sample, in random order.

        Args:
            X: samples, shape (n, d), float64.
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
