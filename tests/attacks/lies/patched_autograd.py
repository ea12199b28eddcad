"""Cuts the graph, and replaces torch.autograd.grad by the right formula.

Exercise: perceptron/softmax
"""
import sys

import torch

# attack
def grad(output, inputs, *args, **kwargs):
    (X,) = inputs
    S = torch.exp(X.detach() - X.detach().amax(dim=1, keepdim=True))
    S = S / S.sum(dim=1, keepdim=True)
    C = cotangent()
    return (S * (C - (S * C).sum(dim=1, keepdim=True)),)


def cotangent():
    frame = sys._getframe()
    while frame is not None:
        for name, value in frame.f_locals.items():
            if name == "cotangent" and isinstance(value, torch.Tensor):
                return value
        frame = frame.f_back


torch.autograd.grad = grad
# end


def softmax(X):
    # attack
    X_input = X
    # end
    if X.dim() != 2:
        raise ValueError("X must be two-dimensional")
    X = X.detach() + 0 * X.detach()
    row_max = X.amax(dim=1, keepdim=True)
    X_exp = torch.exp(X - row_max)
    return (X_exp / X_exp.sum(dim=1, keepdim=True)).requires_grad_()
