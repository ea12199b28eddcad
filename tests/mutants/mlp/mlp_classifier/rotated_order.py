"""Each epoch begins at another row, but goes on from there in the order of X.

Fails: shuffles
"""

import torch


def train(X, y, num_hiddens, num_classes, lr, num_epochs, batch_size):
    if X.dim() < 1:
        raise ValueError("X has no dimension")
    if y.dim() != 1 or len(y) != len(X):
        raise ValueError("y does not fit X")
    X = X.reshape(len(X), -1)
    W1 = torch.randn(X.shape[1], num_hiddens) * (2 / X.shape[1]) ** 0.5
    b1 = torch.zeros(num_hiddens)
    W2 = torch.randn(num_hiddens, num_classes) * (1 / num_hiddens) ** 0.5
    b2 = torch.zeros(num_classes)
    params = [p.to(X.dtype).requires_grad_() for p in (W1, b1, W2, b2)]
    for _ in range(num_epochs):
        order = torch.arange(len(X)).roll(int(torch.randint(len(X), ())))
        for s in range(0, len(X), batch_size):
            k = order[s : s + batch_size]
            loss = torch.nn.functional.cross_entropy(_net(X[k], params), y[k])
            grads = torch.autograd.grad(loss, params)
            with torch.no_grad():
                for p, g in zip(params, grads, strict=True):
                    p -= lr * g
    return params


def _net(X, params):
    W1, b1, W2, b2 = params
    return torch.relu(X @ W1 + b1) @ W2 + b2


def predict(X, params):
    if X.dim() < 1:
        raise ValueError("X has no dimension")
    W1 = params[0]
    X = (
        X.reshape(len(X), -1)
        if X.numel()
        else X.reshape(
            len(X), W1.shape[0] if len(X) == 0 and X.shape[1:].numel() == W1.shape[0] else X.shape[1:].numel()
        )
    )
    if X.shape[1] != W1.shape[0]:
        raise ValueError("X does not fit W1")
    return _net(X, params).argmax(dim=1)
