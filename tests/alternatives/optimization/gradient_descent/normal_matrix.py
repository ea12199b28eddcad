"""X^T X and X^T y once, the gradient from them."""

import numpy as np


def check(X, y, theta):
    if X.ndim != 2 or not len(X):
        raise ValueError("X: a matrix with at least one row is needed")
    if len(y) != len(X) or y.shape[1:] not in ((), (1,)):
        raise ValueError("y does not fit X")
    if len(theta) != X.shape[1] or theta.shape[1:] != y.shape[1:]:
        raise ValueError("theta does not fit X or y")


def mse_gradient(X, y, theta):
    check(X, y, theta)
    return 2 * (X.T @ X @ theta - X.T @ y) / len(X)


def gradient_descent(X, y, theta, lr, num_iterations, tolerance=0.0):
    check(X, y, theta)
    A, b, theta = X.T @ X * (2 / len(X)), X.T @ y * (2 / len(X)), np.array(theta)
    for _ in range(num_iterations):
        gradient = A @ theta - b
        if np.sqrt(np.sum(gradient * gradient)) < tolerance:
            break
        theta -= lr * gradient
    return theta
