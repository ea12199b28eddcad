"""Nothing requires a gradient.

Fails: require_gradients
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.normal(0.0, sigma, size=(num_inputs, num_outputs))
    b = torch.zeros(num_outputs)
    return W, b
