"""Sample by sample, in plain Python."""

import math

import numpy as np


def mse_gradient(X, y, theta):
    if X.ndim != 2:
        raise ValueError("X must be a matrix")
    m, d = X.shape
    if m == 0:
        raise ValueError("X has no rows: the mean is not defined")
    if y.ndim > 2 or theta.ndim > 2 or y.ndim != theta.ndim:
        raise ValueError("y and theta must both be flat or both be columns")
    if y.size != m:
        raise ValueError("y must have as many entries as X has rows")
    if theta.size != d:
        raise ValueError("theta must have as many entries as X has columns")
    flat, targets, total = theta.ravel().tolist(), y.ravel().tolist(), [0.0] * d
    for row, target in zip(X.tolist(), targets, strict=True):
        error = sum(a * b for a, b in zip(row, flat, strict=True)) - target
        for j in range(d):
            total[j] += 2 * error * row[j] / m
    return np.array(total).reshape(theta.shape)


def gradient_descent(X, y, theta, lr, num_iterations, tolerance=0.0):
    k = 0
    while k < num_iterations:
        g = mse_gradient(X, y, theta)
        if math.sqrt(sum(v * v for v in g.ravel())) < tolerance:
            return theta
        theta = theta - lr * g
        k += 1
    return theta
