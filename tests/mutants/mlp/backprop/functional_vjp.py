"""torch.func.vjp does the work.

Fails: products, arguments_unchanged, bad_input
"""
import torch


def forward(X, params):
    W1, b1, W2, b2 = params
    return torch.relu(X.flatten(1) @ W1 + b1) @ W2 + b2, (X, params)


def backward(cache, dlogits):
    X, params = cache
    logits, pull_back = torch.func.vjp(lambda *params: forward(X, params)[0], *params)
    return list(pull_back(dlogits))
