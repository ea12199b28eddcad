"""Writes through .data: autograd does not notice, the caller does.

Fails: argument_unchanged
"""
import torch


def relu(X):
    X.data[X.data < 0] = 0
    return torch.maximum(X, torch.zeros_like(X))
