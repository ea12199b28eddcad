"""Takes z for the output of tanh: 1 - z².

Fails: tanh_grad
"""
import torch


def sigmoid_grad(z):
    return torch.sigmoid(z) * (1 - torch.sigmoid(z))


def tanh_grad(z):
    return 1 - z**2


def relu_grad(z):
    return (z > 0).to(z.dtype)
