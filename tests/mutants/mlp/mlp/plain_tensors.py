"""Tensors that require a gradient, but no nn.Parameter.

Fails: are_parameters
"""
from collections.abc import Sequence

import torch
from torch import Tensor, nn


def init_mlp(num_inputs: int, num_hiddens: int, num_outputs: int, sigma: float = 0.01) -> list[nn.Parameter]:
    W1 = nn.Parameter(torch.randn(num_inputs, num_hiddens) * sigma)
    b1 = torch.zeros(num_hiddens, requires_grad=True)
    W2 = nn.Parameter(torch.randn(num_hiddens, num_outputs) * sigma)
    b2 = nn.Parameter(torch.zeros(num_outputs))
    return [W1, b1, W2, b2]


def net(X: Tensor, params: Sequence[Tensor]) -> Tensor:
    W1, b1, W2, b2 = params
    for name, param, num_dims in (("W1", W1, 2), ("b1", b1, 1), ("W2", W2, 2), ("b2", b2, 1)):
        if param.dim() != num_dims:
            raise ValueError(f"{name} must have {num_dims} dimensions, not shape {tuple(param.shape)}")
    if X.dim() == 0 or X.shape[1:].numel() != W1.shape[0]:
        raise ValueError(f"X of shape {tuple(X.shape)} has not the {W1.shape[0]} elements a sample that W1 takes")
    if b1.shape != W1.shape[1:] or W2.shape[0] != W1.shape[1]:
        raise ValueError(f"W1 has {W1.shape[1]} columns, but b1 has shape {tuple(b1.shape)} and W2 {tuple(W2.shape)}")
    if b2.shape != W2.shape[1:]:
        raise ValueError(f"W2 has {W2.shape[1]} columns, but b2 has shape {tuple(b2.shape)}")
    X = X.reshape(X.shape[0], W1.shape[0])
    H = torch.relu(X @ W1 + b1)
    return H @ W2 + b2
