"""Changes its argument, and puts a copy in its place in the list that the worker sends back.

Exercise: perceptron/softmax
"""
import sys

import torch


def softmax(X):
    # attack
    kept = X.clone()
    frame = sys._getframe(1)
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if isinstance(value, list) and any(item is X for item in value):
                value[:] = [kept if item is X else item for item in value]
        frame = frame.f_back
    # end
    if X.dim() != 2:
        raise ValueError("X must be two-dimensional")
    row_max = X.detach().amax(dim=1, keepdim=True)
    if not X.requires_grad:
        X.sub_(row_max)
        row_max = 0
    X_exp = torch.exp(X - row_max)
    return X_exp / X_exp.sum(dim=1, keepdim=True)
