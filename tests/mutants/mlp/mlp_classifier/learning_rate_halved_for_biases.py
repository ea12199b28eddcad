"""The biases learn half as fast.

Fails: steps_and_epochs
"""
from collections.abc import Sequence

import torch
from torch import Tensor

from mlp.mlp import init_mlp, net


def train(
    X: Tensor, y: Tensor, num_hiddens: int, num_classes: int, lr: float, num_epochs: int, batch_size: int
) -> list[Tensor]:
    if X.dim() == 0:
        raise ValueError("X must have shape (n, num_inputs), not ()")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have shape ({X.shape[0]},), one label for each row of X, not {tuple(y.shape)}")
    start = init_mlp(X.shape[1:].numel(), num_hiddens, num_classes)
    params = [param.detach().to(X).requires_grad_() for param in start]
    for _ in range(num_epochs):
        order = torch.randperm(len(X), device=X.device)
        for first in range(0, len(X), batch_size):
            batch = order[first : first + batch_size]
            loss = torch.nn.functional.cross_entropy(net(X[batch], params), y[batch])
            gradients = torch.autograd.grad(loss, params)
            with torch.no_grad():
                for param, gradient in zip(params, gradients, strict=True):
                    param -= (lr if param.dim() == 2 else lr / 2) * gradient
    return [param.detach() for param in params]


def predict(X: Tensor, params: Sequence[Tensor]) -> Tensor:
    return net(X, params).argmax(dim=1)
