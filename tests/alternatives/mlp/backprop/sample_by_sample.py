"""Outer products, added up over a Python loop; an object of its own for a cache."""

import torch


class Cache:
    def __init__(self, X, params, logits):
        self.X, self.params, self.logits = X, params, logits


def forward(X, params):
    W1, b1, W2, b2 = params
    if X.dim() == 0 or W1.dim() != 2 or W2.dim() != 2 or b1.dim() != 1 or b2.dim() != 1:
        raise ValueError("wrong number of dimensions: X, W1, b1, W2 or b2")
    if X.dim() == 1:
        X = X.unsqueeze(1)
    if X.shape[1:].numel() != len(W1) or W1.shape[1] != len(b1) or len(b1) != len(W2) or W2.shape[1] != len(b2):
        raise ValueError("the sizes of X and params do not fit")
    X = X.reshape(len(X), len(W1))
    logits = torch.relu(X @ W1 + b1) @ W2 + b2
    return logits, Cache(X, params, logits)


def backward(cache, dlogits):
    if dlogits.shape != cache.logits.shape:
        raise ValueError("dlogits must have the shape of the logits")
    gradients = [torch.zeros_like(param) for param in cache.params]
    W1, b1, W2, b2 = cache.params
    for x, dy in zip(cache.X, dlogits, strict=True):
        z = x @ W1 + b1
        h = torch.relu(z)
        dz = (W2 @ dy) * torch.heaviside(z, torch.zeros_like(z))
        for gradient, part in zip(gradients, (torch.outer(x, dz), dz, torch.outer(h, dy), dy), strict=True):
            gradient += part
    return gradients
