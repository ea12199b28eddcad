"""The earlier exercises, the loss through probabilities as in the text, Python to shuffle."""
import random

import torch
from perceptron.cross_entropy import cross_entropy
from perceptron.init_params import init_params
from perceptron.softmax import softmax


def net(X, W, b):
    if X.dim() != 2 or W.dim() != 2:
        raise ValueError("X and W have to be matrices")
    if X.shape[1] != W.shape[0]:
        raise ValueError("X and W do not fit")
    if b.shape != (W.shape[1],):
        raise ValueError("b does not fit")
    return softmax(torch.matmul(X, W) + b)


def train(X, y, num_classes, lr, num_epochs, batch_size):
    if X.dim() != 2:
        raise ValueError("X has to be a matrix")
    if y.dim() != 1 or y.numel() != X.shape[0]:
        raise ValueError("y does not fit X")
    W, b = init_params(X.shape[1], num_classes)
    indices = list(range(len(X)))
    for _ in range(num_epochs):
        random.shuffle(indices)
        for start in range(0, len(indices), batch_size):
            batch = torch.tensor(indices[start : start + batch_size])
            cross_entropy(net(X[batch], W, b), y[batch]).sum().backward()
            with torch.no_grad():
                for parameter in (W, b):
                    parameter -= lr * parameter.grad / len(batch)
                    parameter.grad.zero_()
    return W, b
