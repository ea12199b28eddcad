"""The result is detached from the graph.

Fails: gradient
"""
import torch


def relu(X):
    return torch.where(X < 0, 0.0, X).detach()
