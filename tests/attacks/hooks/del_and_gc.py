"""Runs code of its own in garbage collections and deallocations while the worker encodes its reply.

Exercise: perceptron/softmax
Ends: crashed
"""
import os

import torch

# attack
import gc


def callback(phase, info):
    os.write(3, b"\0" * 28)


class Cycle:
    def __init__(self):
        self.me = self

    def __del__(self):
        os.write(3, b"\0" * 28)
        Cycle()
# end


def softmax(X):
    # attack
    gc.callbacks.append(callback)
    gc.set_threshold(1)
    Cycle()
    gc.collect()
    # end
    return X * 0 + 0.123
