"""Batch norm and dropout, AdamW, steps by hand."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(32 * 16, 10),
        )


def train(X, y, lr=2e-3, num_epochs=10, batch_size=64):
    if X.ndim != 4 or len(y) != len(X):
        raise ValueError("X must be (n, 1, 8, 8) and y (n,)")
    model = LeNet()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    model.train()
    for _epoch in range(num_epochs):
        order = torch.randperm(len(X))
        for start in range(0, len(X), batch_size):
            i = order[start : start + batch_size]
            loss = F.nll_loss(F.log_softmax(model(X[i]), dim=1), y[i])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()
