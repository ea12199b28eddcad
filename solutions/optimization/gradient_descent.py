"""Gradient descent on the mean squared error.

Text: 3.7.1
Order: 1
Needs: -
"""
from __future__ import annotations

import numpy as np


def mse_gradient(X: np.ndarray, y: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """The gradient of the mean squared error 1/m sum_i (x_i . theta - y_i)^2 of a linear model.

    gradient = 2/m X^T (X theta - y)

    Args:
        X: one sample a row, shape (m, d), float64, m >= 1.
        y: targets, shape (m,) or (m, 1).
        theta: parameters, shape (d,) or (d, 1): flat where y is flat, a column where y is one.

    Returns:
        The gradient, shape of theta. No argument is changed.

    Raises:
        ValueError: X is not two-dimensional or has no row; y or theta has three dimensions or more; y has not m
            entries; theta has not d. The message names the argument (of two that disagree, either).

    >>> X = np.array([[1.0, 0.0], [1.0, 2.0]])
    >>> mse_gradient(X, np.array([1.0, 1.0]), np.array([0.0, 1.0]))
    array([0., 2.])
    >>> mse_gradient(X, np.array([[1.0], [1.0]]), np.array([[0.0], [1.0]]))
    array([[0.],
           [2.]])
    """
    ### BEGIN SOLUTION
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (m, d) with at least one row, not {X.shape}")
    m, d = X.shape
    if y.shape not in ((m,), (m, 1)):
        raise ValueError(f"y must have one entry for each of the {m} rows of X, not shape {y.shape}")
    if theta.shape != (d, *y.shape[1:]):
        raise ValueError(f"theta must have shape {(d, *y.shape[1:])}, not {theta.shape}")
    return 2 / m * X.T @ (X @ theta - y)
    ### END SOLUTION


def gradient_descent(
    X: np.ndarray, y: np.ndarray, theta: np.ndarray, lr: float, num_iterations: int, tolerance: float = 0.0
) -> np.ndarray:
    """Minimise the mean squared error by gradient descent with the whole data set.

    theta <- theta - lr * mse_gradient(X, y, theta), num_iterations times. When the gradient's Euclidean norm is below
    `tolerance` it stops, without taking that step.

    Args:
        X, y, theta: as in `mse_gradient`; theta is where it starts.
        lr: learning rate.
        num_iterations: at most so many steps, 0 or more.
        tolerance: stop when the gradient is shorter than this; 0.0 never stops early.

    Returns:
        The last theta, shape of theta. No argument is changed: the start stays what it was.

    Raises:
        ValueError: as `mse_gradient`.

    >>> X = np.array([[1.0], [1.0]])
    >>> gradient_descent(X, np.array([3.0, 3.0]), np.array([0.0]), lr=0.25, num_iterations=2)
    array([2.25])
    """
    ### BEGIN SOLUTION
    theta = theta.copy()
    for _ in range(num_iterations):
        gradient = mse_gradient(X, y, theta)
        if np.linalg.norm(gradient) < tolerance:
            break
        theta = theta - lr * gradient
    return theta
    ### END SOLUTION
