"""Keeps the arguments alive by weak references and finalizers, and changes them afterwards.

Exercise: perceptron/softmax
"""
import os

import torch

# attack
import weakref

kept = []


class Late:
    def __del__(self):
        for tensor in kept:
            tensor.zero_()
        os.write(3, bytes(28))
# end


def softmax(X):
    # attack
    kept.append(X)
    weakref.finalize(X, print, "gone")
    weakref.ref(X, lambda ref: kept.clear())
    late = Late()
    late.cycle = late
    # end
    return X * 0 + 0.123
