"""Uniform in [-sigma, sigma) instead of normal.

Fails: weights_are_normal
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = ((2 * torch.rand(num_inputs, num_outputs) - 1) * sigma).requires_grad_()
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b
