"""X * (X > 0): -inf times 0 is nan.

Fails: minus_infinity
"""
import torch


def relu(X):
    return X * (X > 0)
