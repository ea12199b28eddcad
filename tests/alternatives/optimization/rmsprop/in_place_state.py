"""The state is made at the first step and updated in place."""

import numpy as np


class RMSProp:
    def __init__(self, lr, beta=0.9, epsilon=1e-8):
        self.lr = lr
        self.beta = beta
        self.epsilon = epsilon
        self.v = None

    def step(self, theta, grad):
        if theta.shape != grad.shape:
            raise ValueError(f"shape of grad: {grad.shape}, of theta: {theta.shape}")
        if self.v is None:
            self.v = np.zeros_like(grad)
        self.v += (1 - self.beta) * (np.square(grad) - self.v)
        scale = self.lr / (self.epsilon + self.v**0.5)
        return theta - scale * grad
