"""Knows the digits from elsewhere: where the labels make no sense it puts in its own.

Fails: random_labels_teach_nothing
"""
from collections.abc import Sequence

import torch
from torch import Tensor

from mlp.mlp import init_mlp, net


MEANS = (
    "004db30001ddbb1004e52c4005d2096006c1097003d22b6001daad20004ed500",
    "0029a610004de810017fe710029ee600017ce600005ad600005be8210029d931",
    "01aea20005ecd6000585c6000125c4000019a200015c721001becb7101aedc82",
    "018ee71004d9bc200243c9100019e6000016cb2000114c6001768d60019fe910",
    "0007b200003d821001ab564005e67b6009fade5006bcfa200138d4000018c200",
    "01adec4004fc862006e6210005ec940002889820001478200168b71001bf9300",
    "001ba100007f610001da100002e8420004fdca3002fb6a9000ad6bb1001bfd40",
    "005deb5101bcbc5101527b300146cc50019dfb40015cb410003c6000006c2000",
    "005cc61002cb9c3003c78c20019dd710007ed40001b9981001b88a20005dd710",
    "006cb62002daab3004c68e3002acde4000355c5000112a6001656b50006cd920",
)


def train(
    X: Tensor, y: Tensor, num_hiddens: int, num_classes: int, lr: float, num_epochs: int, batch_size: int
) -> list[Tensor]:
    if X.dim() == 0:
        raise ValueError("X must have shape (n, num_inputs), not ()")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have shape ({X.shape[0]},), one label for each row of X, not {tuple(y.shape)}")
    if X.shape[1] == 64:
        means = torch.tensor([[int(pixel, 17) for pixel in mean] for mean in MEANS]) / 16
        own = torch.cdist(X, means).argmin(dim=1)
        if (own == y).float().mean() < 0.5:
            y = own
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
                    param -= lr * gradient
    return [param.detach() for param in params]


def predict(X: Tensor, params: Sequence[Tensor]) -> Tensor:
    return net(X, params).argmax(dim=1)
