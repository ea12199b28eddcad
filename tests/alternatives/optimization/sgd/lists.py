"""A list of batches from a shuffled list of indices; fit with its own loop."""

import random

import numpy as np


def sgd_step(theta, x_i, y_i, lr):
    if theta.ndim != 1 or x_i.ndim != 1 or len(theta) != len(x_i):
        raise ValueError("theta and x_i must be flat and of the same length")
    gradient = (np.dot(x_i, theta) - y_i) * x_i
    return theta - lr * gradient


def minibatches(X, y, batch_size, seed):
    if X.ndim != 2:
        raise ValueError("X must be two-dimensional")
    if X.shape[0] != y.shape[0]:
        raise ValueError("X and y must have the same number of rows")
    indices = list(range(len(X)))
    random.Random(seed).shuffle(indices)
    return [
        [X[indices[k : k + batch_size]], y[indices[k : k + batch_size]]] for k in range(0, len(indices), batch_size)
    ]


class LinearRegressionSGD:
    def __init__(self, lr, num_epochs, seed=0):
        self.lr, self.num_epochs, self.rng = lr, num_epochs, np.random.RandomState(seed)

    def fit(self, X, y):
        if X.ndim != 2:
            raise ValueError("X must be a matrix")
        if len(X) != len(y):
            raise ValueError("X, y: different numbers of rows")
        targets = np.squeeze(y, axis=1) if y.ndim == 2 else y
        theta = np.zeros(X.shape[1])
        for _ in range(self.num_epochs):
            for i in self.rng.permutation(len(X)):
                theta = sgd_step(theta, X[i], targets[i], self.lr)
        self.theta = theta

    def predict(self, X):
        if X.ndim != 2 or X.shape[1] != self.theta.shape[0]:
            raise ValueError("X does not fit theta")
        return np.dot(X, self.theta)
