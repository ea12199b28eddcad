"""fmax prefers the number where the other is nan.

Fails: nan_stays_nan
"""
import torch


def relu(X):
    return torch.fmax(X, torch.zeros_like(X))
