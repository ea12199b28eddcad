"""All gradients kept, weighted anew at each step."""

import numpy as np


class Momentum:
    def __init__(self, lr, beta=0.9):
        self.lr, self.beta, self.past = lr, beta, []

    def step(self, theta, grad):
        if theta.shape != grad.shape:
            raise ValueError("grad must have theta's shape")
        self.past.append(np.array(grad))
        v = sum(self.beta**k * g for k, g in enumerate(reversed(self.past)))
        return theta - self.lr * v
