"""W is (num_outputs, num_inputs), as nn.Linear stores it.

Fails: shapes
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.normal(0.0, sigma, size=(num_outputs, num_inputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b
