"""exp(-z) / (1 + exp(-z))² is infinity over infinity far on the left.

Fails: sigmoid_grad_extremes
"""
import torch


def sigmoid_grad(z):
    return torch.exp(-z) / (1 + torch.exp(-z)) ** 2


def tanh_grad(z):
    return 1 - torch.tanh(z) ** 2


def relu_grad(z):
    return (z > 0).to(z.dtype)
