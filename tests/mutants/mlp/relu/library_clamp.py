"""clamp is relu by another name.

Fails: positive_is_kept, negative_becomes_zero, argument_unchanged
"""
import torch


def relu(X):
    return X.clamp(min=0)
