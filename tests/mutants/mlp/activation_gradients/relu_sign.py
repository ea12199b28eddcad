"""-1 where z is negative.

Fails: relu_grad
"""
import torch


def sigmoid_grad(z):
    return torch.sigmoid(z) * (1 - torch.sigmoid(z))


def tanh_grad(z):
    return 1 - torch.tanh(z) ** 2


def relu_grad(z):
    return torch.sign(z)
