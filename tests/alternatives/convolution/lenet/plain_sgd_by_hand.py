"""The update written out, with a batch drawn by argsort of random numbers; tanh and strided convolutions."""

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 3),
            nn.Tanh(),
            nn.Conv2d(16, 32, 3, stride=2),
            nn.Tanh(),
            nn.Flatten(),
            nn.Linear(32 * 4, 64),
            nn.Tanh(),
            nn.Linear(64, 10),
        )

    def forward(self, images):
        return self.net(images)


def train(X, y, lr=0.25, num_epochs=30, batch_size=32):
    if X.dim() != 4:
        raise ValueError("X must have 4 dimensions")
    if len(X) != len(y):
        raise ValueError("y must have one label per row of X")
    model = LeNet()
    parameters = list(model.parameters())
    for _ in range(num_epochs):
        for rows in torch.rand(len(X)).argsort().split(batch_size):
            loss = nn.functional.cross_entropy(model(X[rows]), y[rows])
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients, strict=False):
                    parameter -= lr * gradient
    model.eval()
    return model
