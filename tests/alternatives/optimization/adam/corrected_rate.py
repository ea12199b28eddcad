"""Both corrections moved into the rate and into epsilon."""

import math

import numpy as np


class Adam:
    def __init__(self, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon
        self.m = self.v = None
        self.t = 0

    def step(self, theta, grad):
        if theta.shape != grad.shape:
            raise ValueError(f"theta has shape {theta.shape}, grad {grad.shape}")
        if self.m is None:
            self.m, self.v = np.zeros_like(theta), np.zeros_like(theta)
        self.t += 1
        self.m += (1 - self.beta1) * (grad - self.m)
        self.v += (1 - self.beta2) * (grad * grad - self.v)
        root = math.sqrt(1 - self.beta2**self.t)
        rate = self.lr * root / (1 - self.beta1**self.t)
        return theta - rate * self.m / (np.sqrt(self.v) + root * self.epsilon)


class LinearRegressionAdam:
    def __init__(self, lr, num_epochs):
        self.lr, self.num_epochs = lr, num_epochs

    def fit(self, X, y):
        if X.ndim != 2:
            raise ValueError("X must be a matrix")
        if len(X) != len(y):
            raise ValueError("y must have as many rows as X")
        y = y.reshape(len(X), 1)
        theta, adam = np.zeros((X.shape[1], 1)), Adam(self.lr)
        for _ in range(self.num_epochs):
            theta = adam.step(theta, X.T @ (X @ theta - y))
        self.theta = theta[:, 0]

    def predict(self, X):
        if X.ndim != 2 or X.shape[1] != len(self.theta):
            raise ValueError("X")
        return X @ self.theta
