"""sigma is taken for the variance.

Fails: sigma_is_the_deviation
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.normal(0.0, sigma**0.5, size=(num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b
