"""Returns its argument itself, and changes it in the next call, so that an earlier answer would change too.

Exercise: optimization/momentum
"""
import numpy as np


class Momentum:
    def __init__(self, lr, beta=0.9):
        self.lr, self.beta = lr, beta
        self.kept = []

    def step(self, theta, grad):
        # attack
        for earlier in self.kept:
            earlier[...] = theta - self.lr * grad
        self.kept.append(theta)
        return theta
        # end
        return theta + 1.0
