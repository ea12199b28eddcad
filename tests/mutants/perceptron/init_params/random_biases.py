"""The biases are random too.

Fails: biases_are_zero
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.normal(0.0, sigma, size=(num_inputs, num_outputs), requires_grad=True)
    b = torch.normal(0.0, sigma, size=(num_outputs,), requires_grad=True)
    return W, b
