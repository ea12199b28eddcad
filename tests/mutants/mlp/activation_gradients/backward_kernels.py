"""The library's backward kernels: no formula of the learner's own.

Fails: sigmoid_grad, tanh_grad, relu_grad, arguments_unchanged
"""
import torch


def sigmoid_grad(z):
    return torch.ops.aten.sigmoid_backward(torch.ones_like(z), torch.sigmoid(z))


def tanh_grad(z):
    return torch.ops.aten.tanh_backward(torch.ones_like(z), torch.tanh(z))


def relu_grad(z):
    return torch.ops.aten.threshold_backward(torch.ones_like(z), z, 0)
