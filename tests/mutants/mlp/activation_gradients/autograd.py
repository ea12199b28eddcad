"""Autograd does the work.

Fails: sigmoid_grad, tanh_grad, relu_grad, arguments_unchanged
"""
import torch


def slope(f, z):
    z = z.detach().clone().requires_grad_()
    return torch.autograd.grad(f(z).sum(), z)[0]


def sigmoid_grad(z):
    return slope(torch.sigmoid, z)


def tanh_grad(z):
    return slope(torch.tanh, z)


def relu_grad(z):
    return slope(torch.relu, z)
