"""With the siblings mlp and backprop, a seeded generator of its own, all orders drawn beforehand."""

import torch

from mlp.backprop import backward, forward
from mlp.mlp import init_mlp, net


def train(X, y, num_hiddens, num_classes, lr, num_epochs, batch_size):
    if X.dim() < 2 or y.shape != (X.shape[0],):
        raise ValueError("X and y must have as many rows")
    X = X.flatten(1)
    params = [param.detach() for param in init_mlp(X.shape[1], num_hiddens, num_classes)]
    one_hot = torch.eye(num_classes)[y]
    generator = torch.Generator().manual_seed(int(torch.randint(2**31, ())))
    for order in [torch.randperm(len(X), generator=generator) for _ in range(num_epochs)]:
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            logits, cache = forward(X[rows], params)
            dlogits = (logits.softmax(dim=1) - one_hot[rows]) / len(rows)
            for param, gradient in zip(params, backward(cache, dlogits), strict=True):
                param -= lr * gradient
    return params


def predict(X, params):
    return net(X, params).argmax(1)
