"""Scaled after requires_grad: W is the result of an operation, no leaf.

Fails: are_leaves
"""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.randn(num_inputs, num_outputs, requires_grad=True) * sigma
    b = torch.zeros(num_outputs, requires_grad=True)
    return W, b
