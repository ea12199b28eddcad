"""The root of v is kept in place of v, joined with hypot."""

import numpy as np


class RMSProp:
    def __init__(self, lr, beta=0.9, epsilon=1e-8):
        self.rate, self.keep, self.take, self.small = lr, np.sqrt(beta), np.sqrt(1 - beta), epsilon
        self.root = 0.0

    def step(self, theta, grad):
        if theta.shape != grad.shape:
            raise ValueError("theta, grad: shapes differ")
        self.root = np.hypot(self.keep * self.root, self.take * grad)
        return np.subtract(theta, np.divide(self.rate * grad, self.root + self.small))
