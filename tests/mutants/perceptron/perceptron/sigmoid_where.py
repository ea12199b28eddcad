"""torch.where over two branches: the one not taken overflows, and its gradient is nan.

Fails: sigmoid_extreme_gradient
"""
import torch


def step(z):
    return (z >= 0).to(z.dtype)


def sigmoid(z):
    return torch.where(z >= 0, 1 / (1 + torch.exp(-z)), torch.exp(z) / (1 + torch.exp(z)))


def perceptron(X, w, b, activation):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, d)")
    if w.dim() != 1:
        raise ValueError("w must have shape (d,)")
    if X.shape[1] != w.shape[0]:
        raise ValueError("X and w disagree about d")
    return activation(X @ w + b)


def predict_label(y_hat, threshold=0.5):
    return (y_hat >= threshold).long()
