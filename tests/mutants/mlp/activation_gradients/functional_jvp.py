"""Forward-mode autograd does the work.

Fails: sigmoid_grad, tanh_grad, relu_grad, arguments_unchanged
"""
import torch


def slope(f, z):
    return torch.func.jvp(f, (z,), (torch.ones_like(z),))[1]


def sigmoid_grad(z):
    return slope(torch.sigmoid, z)


def tanh_grad(z):
    return slope(torch.tanh, z)


def relu_grad(z):
    return slope(torch.relu, z)
