"""Powers of beta kept as running products; fit starts at random and goes sample by sample."""

import numpy as np


class Adam:
    def __init__(self, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.betas, self.epsilon = lr, np.array([beta1, beta2]), epsilon
        self.powers = np.ones(2)
        self.means = None

    def step(self, theta, grad):
        if grad.shape != theta.shape:
            raise ValueError("grad")
        news = np.stack([grad, grad**2])
        self.means = np.zeros_like(news) if self.means is None else self.means
        betas = self.betas.reshape((2,) + (1,) * grad.ndim)
        self.means = betas * self.means + (1 - betas) * news
        self.powers = self.powers * self.betas
        m, v = (mean / (1 - power) for mean, power in zip(self.means, self.powers, strict=True))
        return theta - self.lr * (m / (np.sqrt(v) + self.epsilon))


class LinearRegressionAdam:
    def __init__(self, lr, num_epochs):
        self.lr = lr
        self.num_epochs = num_epochs
        self.theta = None

    def fit(self, X, y):
        if X.ndim != 2:
            raise ValueError("X: two dimensions, please")
        if X.shape[0] != y.shape[0]:
            raise ValueError("X and y")
        rng = np.random.default_rng()
        optimizer = Adam(self.lr)
        self.theta = rng.normal(0, 0.01, X.shape[1])
        for epoch in range(self.num_epochs):
            optimizer.lr = self.lr * (1 - epoch / self.num_epochs)
            rows = np.arange(len(X))
            gradient = X[rows].T @ (X[rows] @ self.theta - y.ravel()[rows])
            self.theta = optimizer.step(self.theta, gradient)
        return self

    def predict(self, X):
        if X.ndim != 2 or X.shape[1] != len(self.theta):
            raise ValueError("X does not fit")
        return X.dot(self.theta)
