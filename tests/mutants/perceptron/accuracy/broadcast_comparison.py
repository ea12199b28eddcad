"""Sizes are not compared: == broadcasts (batch_size,) with (batch_size, 1).

Fails: bad_input
"""
import torch


def predict_classes(y_hat):
    if y_hat.dim() not in (1, 2):
        raise ValueError("y_hat must have shape (n, q) or (n,)")
    return y_hat.argmax(dim=1) if y_hat.dim() == 2 else y_hat


def accuracy(y_hat, y):
    predicted = predict_classes(y_hat)
    if len(y) == 0:
        raise ValueError("y_hat and y are empty")
    return (predicted == y.to(predicted.dtype)).float().mean().item()
