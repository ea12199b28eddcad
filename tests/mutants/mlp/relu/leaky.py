"""Keeps a hundredth of what is negative.

Fails: negative_becomes_zero
"""
import torch


def relu(X):
    return torch.maximum(X, 0.01 * X)
