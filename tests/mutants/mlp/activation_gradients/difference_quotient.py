"""Central differences in float64: ten right digits, and no formula.

Fails: exact_formulas
"""
import torch


def slope(f, z, step=1e-5):
    wide = z.double()
    return ((f(wide + step) - f(wide - step)) / (2 * step)).to(z.dtype)


def sigmoid_grad(z):
    return slope(torch.sigmoid, z)


def tanh_grad(z):
    return slope(torch.tanh, z)


def relu_grad(z):
    return slope(torch.relu, z)
