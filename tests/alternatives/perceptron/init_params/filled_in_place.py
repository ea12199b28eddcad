"""Filled in place by nn.init, tracked afterwards."""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.empty((num_inputs, num_outputs))
    torch.nn.init.normal_(W, mean=0.0, std=sigma)
    b = torch.zeros((num_outputs,))
    for parameter in (W, b):
        parameter.requires_grad_(True)
    return W, b
