"""Whatever @ accepts is computed.

Fails: bad_input
"""
import torch


def step(z):
    return (z >= 0).to(z.dtype)


def sigmoid(z):
    return (1 + torch.tanh(z / 2)) / 2


def perceptron(X, w, b, activation):
    return activation(X @ w + b)


def predict_label(y_hat, threshold=0.5):
    return (y_hat >= threshold).long()
