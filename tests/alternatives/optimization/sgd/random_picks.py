"""Each epoch picks n samples at random, with replacement; batches from array_split and sorting keys."""

import numpy as np


def sgd_step(theta, x_i, y_i, lr):
    if x_i.shape != theta.shape or theta.ndim != 1:
        raise ValueError("x_i")
    error = np.inner(x_i, theta) - y_i
    new = theta.copy()
    new -= lr * error * x_i
    return new


def minibatches(X, y, batch_size, seed):
    n = len(X)
    if X.ndim != 2 or len(y) != n:
        raise ValueError("X and y must hold one sample in each row")
    np.random.seed(seed)
    order = np.argsort(np.random.rand(n))
    return list(
        zip(
            np.split(X[order], range(batch_size, n, batch_size)),
            np.split(y[order], range(batch_size, n, batch_size)),
            strict=True,
        )
    )


class LinearRegressionSGD:
    def __init__(self, lr, num_epochs, seed=0):
        self.lr = lr
        self.num_epochs = num_epochs
        self.seed = seed
        self.theta = None

    def fit(self, X, y):
        if X.ndim != 2 or len(X) != len(y):
            raise ValueError("X must be a matrix with a row for each entry of y")
        rng = np.random.default_rng(self.seed)
        self.theta = np.zeros((X.shape[1],))
        for _ in range(self.num_epochs * len(X)):
            i = rng.integers(len(X))
            self.theta = sgd_step(self.theta, X[i], float(y.flat[i]), self.lr)
        return self

    def predict(self, X):
        if X.ndim != 2:
            raise ValueError("X must be a matrix")
        if X.shape[1] != self.theta.size:
            raise ValueError("X has another number of columns than the model")
        return (X @ self.theta[:, None]).reshape(-1)
