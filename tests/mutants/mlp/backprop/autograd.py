"""The engine does the work.

Fails: products, arguments_unchanged, bad_input
"""
import torch


def forward(X, params):
    wide = [param.detach().clone().requires_grad_() for param in params]
    W1, b1, W2, b2 = wide
    logits = torch.relu(X.flatten(1) @ W1 + b1) @ W2 + b2
    return logits.detach(), (X, wide)


def backward(cache, dlogits):
    X, params = cache
    W1, b1, W2, b2 = wide = [param.detach().clone().requires_grad_() for param in params]
    logits = torch.relu(X.flatten(1) @ W1 + b1) @ W2 + b2
    return list(torch.autograd.grad((logits * dlogits).sum(), wide))
