"""Sizes that do not fit end in torch's own error, or in none.

Fails: samples_stay_whole, bad_input
"""
from collections.abc import Sequence

import torch
from torch import Tensor, nn


def init_mlp(num_inputs: int, num_hiddens: int, num_outputs: int, sigma: float = 0.01) -> list[nn.Parameter]:
    W1 = nn.Parameter(torch.randn(num_inputs, num_hiddens) * sigma)
    b1 = nn.Parameter(torch.zeros(num_hiddens))
    W2 = nn.Parameter(torch.randn(num_hiddens, num_outputs) * sigma)
    b2 = nn.Parameter(torch.zeros(num_outputs))
    return [W1, b1, W2, b2]


def net(X: Tensor, params: Sequence[Tensor]) -> Tensor:
    W1, b1, W2, b2 = params
    X = X.reshape(X.shape[0], W1.shape[0])
    H = torch.relu(X @ W1 + b1)
    return H @ W2 + b2
