"""Products by einsum, relu by maximum, parameters in an nn.ParameterList."""

import math

import torch
from torch import nn


def init_mlp(num_inputs, num_hiddens, num_outputs, sigma=0.01):
    return nn.ParameterList(
        [
            torch.normal(0.0, sigma, size=(num_inputs, num_hiddens)),
            torch.zeros(num_hiddens),
            torch.normal(0.0, sigma, size=(num_hiddens, num_outputs)),
            torch.zeros(num_outputs),
        ]
    )


def net(X, params):
    W1, b1, W2, b2 = params
    if [param.dim() for param in params] != [2, 1, 2, 1]:
        raise ValueError("params must be two matrices with a vector each")
    if X.dim() < 2 or math.prod(X.shape[1:]) != W1.size(0):
        raise ValueError("X does not fit W1")
    if W1.size(1) != b1.numel() or W1.size(1) != W2.size(0) or W2.size(1) != b2.numel():
        raise ValueError("params do not fit each other")
    Z = torch.einsum("nd,dh->nh", X.reshape(X.size(0), W1.size(0)), W1) + b1
    H = torch.maximum(Z, torch.zeros_like(Z))
    return torch.einsum("nh,hq->nq", H, W2) + b2
