"""The velocity holds the step itself: lr is multiplied in at once."""

import numpy as np


class Momentum:
    def __init__(self, lr, beta=0.9):
        self.lr = lr
        self.beta = beta
        self.move = None

    def step(self, theta, grad):
        if np.shape(theta) != np.shape(grad):
            raise ValueError(f"theta {np.shape(theta)} and grad {np.shape(grad)} differ")
        if self.move is None:
            self.move = np.zeros_like(theta)
        self.move *= self.beta
        self.move -= self.lr * grad
        return theta + self.move
