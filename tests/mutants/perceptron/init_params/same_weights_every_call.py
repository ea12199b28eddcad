"""A fixed seed inside: every call draws the same weights.

Fails: weights_differ
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    torch.manual_seed(0)
    W = torch.normal(0.0, sigma, size=(num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b
