"""The chain rule by hand; a random order by sorting random numbers."""

import torch


def forward(X, params):
    W1, b1, W2, b2 = params
    H = torch.relu(X @ W1 + b1)
    return H, H @ W2 + b2


def train(X, y, num_hiddens, num_classes, lr, num_epochs, batch_size):
    if X.dim() != 2 or y.dim() != 1 or len(X) != len(y):
        raise ValueError("X must be (n, d) and y (n,)")
    n, d = X.shape
    W1, W2 = (
        torch.randn(d, num_hiddens) * (2 / d) ** 0.5,
        torch.randn(num_hiddens, num_classes) * (1 / num_hiddens) ** 0.5,
    )
    params = [W1, torch.zeros(num_hiddens), W2, torch.zeros(num_classes)]
    for _epoch in range(num_epochs):
        order = torch.rand(n).argsort()
        for batch in order.split(batch_size):
            x = X[batch]
            H, logits = forward(x, params)
            dlogits = torch.softmax(logits, dim=1)
            dlogits[torch.arange(len(batch)), y[batch]] -= 1
            dlogits /= len(batch)
            dZ = (dlogits @ params[2].T) * (H > 0)
            gradients = [x.T @ dZ, dZ.sum(0), H.T @ dlogits, dlogits.sum(0)]
            params = [param - lr * gradient for param, gradient in zip(params, gradients, strict=True)]
    return params


def predict(X, params):
    if X.dim() != 2 or X.shape[1] != len(params[0]):
        raise ValueError("X must have a column for each row of W1")
    return forward(X, params)[1].max(dim=1).indices
