"""b is a row vector of shape (1, num_outputs), as the text says.

Fails: shapes
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.normal(0.0, sigma, size=(num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(1, num_outputs, requires_grad=True)
    return W, b
