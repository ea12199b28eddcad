"""The threshold is compared in float64, which a float32 output of 0.7 does not reach.

Fails: threshold_in_own_dtype
"""
import torch


def step(z):
    return (z >= 0).to(z.dtype)


def sigmoid(z):
    return (1 + torch.tanh(z / 2)) / 2


def perceptron(X, w, b, activation):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, d)")
    if w.dim() != 1:
        raise ValueError("w must have shape (d,)")
    if X.shape[1] != w.shape[0]:
        raise ValueError("X and w disagree about d")
    return activation(X @ w + b)


def predict_label(y_hat, threshold=0.5):
    return (y_hat.double() >= threshold).long()
