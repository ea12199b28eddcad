"""An autograd function with its own backward."""

import torch


class Relu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X):
        ctx.save_for_backward(X)
        return torch.where((X >= 0) | X.isnan(), X, torch.zeros_like(X))

    @staticmethod
    def backward(ctx, dY):
        (X,) = ctx.saved_tensors
        return dY * (X > 0)


def relu(X):
    return Relu.apply(X)
