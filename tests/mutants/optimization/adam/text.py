"""The text's class: theta is a column only if y says so, and a y of shape (n, 1) broadcasts theta to (d, n).

Fails: fit_finds_the_weights, bad_input
"""
import numpy as np


class Adam:
    def __init__(self, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.m = 0
        self.v = 0
        self.t = 0

    def step(self, theta, grad):
        if theta.shape != grad.shape:
            raise ValueError("theta and grad differ in shape")
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


class LinearRegressionAdam:
    def __init__(self, lr, num_epochs, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr = lr
        self.num_epochs = num_epochs
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.theta = None

    def fit(self, X, y):
        m, n = X.shape
        self.theta = np.zeros(n)
        m_t = np.zeros(n)
        v_t = np.zeros(n)
        for t in range(1, self.num_epochs + 1):
            gradient = 2 / m * np.dot(X.T, np.dot(X, self.theta) - y)
            m_t = self.beta1 * m_t + (1 - self.beta1) * gradient
            v_t = self.beta2 * v_t + (1 - self.beta2) * gradient**2
            m_hat = m_t / (1 - self.beta1**t)
            v_hat = v_t / (1 - self.beta2**t)
            self.theta = self.theta - self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)

    def predict(self, X):
        return np.dot(X, self.theta)
