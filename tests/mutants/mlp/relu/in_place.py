"""Sets the negative elements of the caller's own tensor to 0.

Fails: argument_unchanged
"""
import torch


def relu(X):
    X[X < 0] = 0
    return X
