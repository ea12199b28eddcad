"""Standalone: softmax and gradient by hand, NumPy for the order."""
import numpy as np
import torch


def softmax(Z):
    E = torch.exp(Z - Z.max(dim=1, keepdim=True).values)
    return E / E.sum(dim=1, keepdim=True)


def net(X, W, b):
    if X.ndim != 2 or W.ndim != 2 or b.ndim != 1 or X.shape[1] != W.shape[0] or b.shape[0] != W.shape[1]:
        raise ValueError(f"X {tuple(X.shape)}, W {tuple(W.shape)} and b {tuple(b.shape)} do not fit")
    if len(X) == 0:
        return X @ W + b
    return softmax(X @ W + b)


def train(X, y, num_classes, lr, num_epochs, batch_size):
    if X.ndim != 2 or y.ndim != 1 or len(X) != len(y):
        raise ValueError(f"X {tuple(X.shape)} and y {tuple(y.shape)} do not fit")
    W = 0.001 * torch.randn(X.shape[1], num_classes)
    b = torch.zeros(num_classes)
    Y = torch.eye(num_classes)[y]
    for _ in range(num_epochs):
        order = np.random.permutation(len(X))
        for i in range(0, len(order), batch_size):
            rows = torch.from_numpy(order[i : i + batch_size])
            error = (net(X[rows], W, b) - Y[rows]) / len(rows)
            W -= lr * X[rows].T @ error
            b -= lr * error.sum(0)
    return W, b
