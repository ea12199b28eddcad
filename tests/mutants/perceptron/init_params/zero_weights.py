"""All weights are 0.

Fails: weights_differ
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.zeros(num_inputs, num_outputs, requires_grad=True)
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b
