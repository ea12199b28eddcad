"""Steps with an ndarray subclass whose __array_ufunc__ and __array_function__ answer as they please.

Exercise: optimization/momentum
"""
import numpy as np

# attack


class Yes(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_

    def __array_function__(self, func, types, args, kwargs):
        return True

    def __array_finalize__(self, other):
        pass

    def __eq__(self, other):
        return True

    def tobytes(self, order="C"):
        return bytes(8)

# end


class Momentum:
    def __init__(self, lr, beta=0.9):
        self.lr, self.beta = lr, beta

    def step(self, theta, grad):
        # attack
        return np.full_like(theta, 1e3).view(Yes)
        # end
        return theta + 1.0
