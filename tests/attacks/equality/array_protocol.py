"""Returns an object that turns into a new array each time somebody asks for one.

Exercise: perceptron/softmax
"""
import torch

# attack
class Chameleon:
    asked = 0

    def __array__(self, dtype=None, copy=None):
        Chameleon.asked += 1
        import numpy as np

        return np.full((1, 2), 0.5 + Chameleon.asked)

    __array_priority__ = 1e9
    __array_interface__ = property(lambda self: {"shape": (1, 2), "typestr": "<f4", "data": (8, False), "version": 3})

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return lambda *args, **kwargs: True
# end


def softmax(X):
    # attack
    return Chameleon()
    # end
    return X * 0 + 0.123
