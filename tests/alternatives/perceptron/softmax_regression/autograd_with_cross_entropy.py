"""Standalone: autograd through the library's cross-entropy, parameters without a scale."""
import torch
from torch import nn
from torch.nn import functional as F


def net(X, W, b):
    if X.dim() != 2:
        raise ValueError("X")
    if W.dim() != 2 or W.shape[0] != X.shape[1]:
        raise ValueError("W")
    if b.dim() != 1 or b.shape[0] != W.shape[1]:
        raise ValueError("b")
    return nn.Softmax(dim=1)(torch.addmm(b, X, W))


def train(X, y, num_classes, lr, num_epochs, batch_size):
    if X.dim() != 2:
        raise ValueError("X")
    if y.dim() != 1 or len(y) != len(X):
        raise ValueError("y")
    W = nn.Parameter(torch.zeros(X.shape[1], num_classes))
    b = nn.Parameter(torch.zeros(num_classes))
    data = torch.utils.data.TensorDataset(X, y)
    loader = torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True)
    for _ in range(num_epochs):
        for features, labels in loader:
            loss = F.cross_entropy(features @ W + b, labels)
            W.grad = b.grad = None
            loss.backward()
            W.data -= lr * W.grad
            b.data.sub_(lr * b.grad)
    return W, b
