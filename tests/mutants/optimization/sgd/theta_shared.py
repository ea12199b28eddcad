"""theta belongs to the class: the last fit of any model overwrites it.

Fails: fit_repeats
"""

import numpy as np


def sgd_step(theta, x_i, y_i, lr):
    if theta.ndim != 1:
        raise ValueError("theta")
    if x_i.shape != theta.shape:
        raise ValueError("x_i")
    return theta - lr * (x_i @ theta - y_i) * x_i


def _check(X, y):
    if X.ndim != 2:
        raise ValueError("X must be 2-D")
    if len(X) != len(y):
        raise ValueError("X and y differ")


def minibatches(X, y, batch_size, seed):
    _check(X, y)
    idx = np.random.default_rng(seed).permutation(len(X))
    for s in range(0, len(X), batch_size):
        k = idx[s : s + batch_size]
        yield X[k], y[k]


class LinearRegressionSGD:
    def __init__(self, lr, num_epochs, seed=0):
        self.lr, self.num_epochs, self.seed = lr, num_epochs, seed

    def fit(self, X, y):
        _check(X, y)
        rng = np.random.default_rng(self.seed)
        y = y.reshape(-1)
        LinearRegressionSGD.theta = np.zeros(X.shape[1])
        for _ in range(self.num_epochs):
            for i in rng.permutation(len(X)):
                LinearRegressionSGD.theta = sgd_step(LinearRegressionSGD.theta, X[i], y[i], self.lr)
        return self

    def predict(self, X):
        if X.ndim != 2 or X.shape[1] != len(LinearRegressionSGD.theta):
            raise ValueError("X has wrong shape")
        return X @ LinearRegressionSGD.theta
