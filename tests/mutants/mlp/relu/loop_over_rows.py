"""Row by row: a number without dimensions has no rows, and no rows cannot be stacked.

Fails: no_dimensions_or_elements
"""
import torch


def relu(X):
    return torch.stack([torch.where(row < 0, 0.0, row) for row in X])
