"""Transposed, so that sums broadcast without keepdim."""
import torch


def softmax(X):
    if X.dim() != 2:
        raise ValueError("X: two dimensions, please")
    columns = torch.exp(X.T - X.T.amax(dim=0))
    return torch.div(columns, columns.sum(0)).T
