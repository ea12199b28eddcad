"""X and y are shuffled apart.

Fails: every_row_is_used
"""
import torch
from torch.nn import functional as F


def net(X, W, b):
    if X.dim() != 2 or W.dim() != 2 or b.dim() != 1:
        raise ValueError("X and W have two dimensions, b has one")
    if X.shape[1] != W.shape[0] or W.shape[1] != b.shape[0]:
        raise ValueError("the sizes of X, W and b do not fit")
    return F.softmax(X @ W + b, dim=1)


def train(X, y, num_classes, lr, num_epochs, batch_size):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, d)")
    if y.shape != X.shape[:1]:
        raise ValueError("y must have one label for each row of X")
    W = torch.normal(0.0, 0.01, size=(X.shape[1], num_classes))
    b = torch.zeros(num_classes)
    for _ in range(num_epochs):
        order = torch.randperm(len(X))
        other = torch.randperm(len(X))
        for batch, labels in zip(order.split(batch_size), other.split(batch_size)):
            error = F.softmax(X[batch] @ W + b, dim=1) - F.one_hot(y[labels], num_classes)
            W = W - lr * X[batch].T @ error / len(batch)
            b = b - lr * error.mean(dim=0)
    return W, b
