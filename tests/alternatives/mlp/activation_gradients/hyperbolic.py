"""From cosh, whose square may be infinite, and a where."""

import torch


def sigmoid_grad(z):
    return 0.25 / torch.cosh(z / 2) ** 2


def tanh_grad(z):
    return 1 / torch.cosh(z) ** 2


def relu_grad(z):
    return torch.where(z > 0, torch.ones_like(z), torch.zeros_like(z))
