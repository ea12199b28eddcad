"""max over a stack of X and zeros."""

import torch


def relu(X):
    return torch.stack([X, torch.zeros_like(X)]).max(dim=0).values
