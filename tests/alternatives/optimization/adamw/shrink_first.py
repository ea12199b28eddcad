"""The weights are shrunk first, and the step of Adam is taken from there."""

import numpy as np


class AdamW:
    def __init__(self, lr, beta1, beta2, epsilon, weight_decay=0.01):
        self.lr, self.beta1, self.beta2, self.epsilon, self.weight_decay = lr, beta1, beta2, epsilon, weight_decay
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, theta, grad):
        if theta.shape != grad.shape:
            raise ValueError("theta and grad must have the same shape")
        self.t += 1
        shrunk = theta * (1 - self.lr * self.weight_decay)
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad * grad
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        return shrunk - self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
