"""y of shape (m, 1, 1) is taken for m targets.

Fails: bad_input
"""

import numpy as np


def _check(X, y, theta):
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError("X must be (m, d) with m >= 1")
    if y.size != X.shape[0]:
        raise ValueError("y does not fit")
    if theta.ndim > 2 or theta.size != X.shape[1]:
        raise ValueError("theta does not fit")


def mse_gradient(X, y, theta):
    _check(X, y, theta)
    r = X @ theta.reshape(-1) - y.reshape(-1)
    return (2 / len(X) * X.T @ r).reshape(theta.shape)


def gradient_descent(X, y, theta, lr, num_iterations, tolerance=0.0):
    _check(X, y, theta)
    for _ in range(num_iterations):
        g = mse_gradient(X, y, theta)
        if np.linalg.norm(g) < tolerance:
            break
        theta = theta - lr * g
    return theta
