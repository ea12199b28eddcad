"""The library's own, under another name.

Fails: positive_is_kept, negative_becomes_zero, argument_unchanged
"""
import torch


def relu(X):
    return torch.nn.functional.leaky_relu(X, 0.0)
