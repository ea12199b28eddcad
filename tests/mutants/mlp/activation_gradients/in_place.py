"""Computes in the caller's tensor.

Fails: arguments_unchanged
"""
import torch


def sigmoid_grad(z):
    s = z.sigmoid_(); return s * (1 - s)


def tanh_grad(z):
    return 1 - torch.tanh(z) ** 2


def relu_grad(z):
    return (z > 0).to(z.dtype)
