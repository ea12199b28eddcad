"""(X + |X|) / 2: -inf + inf is nan.

Fails: minus_infinity
"""
import torch


def relu(X):
    return (X + X.abs()) / 2
