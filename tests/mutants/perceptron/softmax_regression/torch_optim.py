"""The library's own optimizer.

Fails: returns_weights_and_biases, arguments_unchanged
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
    W = torch.normal(0.0, 0.01, size=(X.shape[1], num_classes), requires_grad=True)
    b = torch.zeros(num_classes, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=lr)
    for _ in range(num_epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            optimizer.zero_grad()
            F.cross_entropy(X[batch] @ W + b, y[batch]).backward()
            optimizer.step()
    return W, b
