"""Always 0.01, whatever sigma.

Fails: sigma_is_the_deviation
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.normal(0.0, 0.01, size=(num_inputs, num_outputs), requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b
