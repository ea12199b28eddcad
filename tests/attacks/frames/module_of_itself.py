"""Exchanges its own module and function for objects that are never the same twice.

Exercise: perceptron/softmax
"""
import sys
import types

import torch

# attack
class Module(types.ModuleType):
    def __getattribute__(self, name):
        if name == "softmax":
            return Anything()
        return types.ModuleType.__getattribute__(self, name)


class Anything:
    def __call__(self, *args, **kwargs):
        return self

    def __eq__(self, other):
        return True

    __class__ = torch.Tensor


sys.modules[__name__].__class__ = Module
# end


def softmax(X):
    return X * 0 + 0.123
