"""Writes garbage to the connection, before the answer and in its place.

Exercise: perceptron/softmax
Ends: crashed
"""
import os

import torch


def softmax(X):
    # attack
    os.write(3, b"garbage" * 1000)
    if X.shape[0] > 1:
        os._exit(0)
    # end
    return X * 0 + 0.123
