"""nan > 0 is false, so nan becomes 0.

Fails: nan_stays_nan
"""
import torch


def relu(X):
    return torch.where(X > 0, X, torch.zeros_like(X))
