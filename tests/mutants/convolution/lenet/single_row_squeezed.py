"""One picture alone loses its row.

Fails: shape_of_the_logits
"""

import torch
from torch import Tensor, nn


class LeNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, X: Tensor) -> Tensor:
        if X.dim() != 4 or X.shape[1:] != (1, 8, 8):
            raise ValueError(f"X must have shape (n, 1, 8, 8), got {tuple(X.shape)}")
        logits: Tensor = self.classifier(self.features(X)).squeeze()
        return logits


def train(X: Tensor, y: Tensor, lr: float = 0.003, num_epochs: int = 20, batch_size: int = 32) -> LeNet:
    if X.dim() != 4 or X.shape[1:] != (1, 8, 8):
        raise ValueError(f"X must have shape (n, 1, 8, 8), got {tuple(X.shape)}")
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} rows but y has {len(y)}")
    model = LeNet().to(X.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(num_epochs):
        for rows in torch.split(torch.randperm(len(X), device=X.device), batch_size):
            loss = nn.functional.cross_entropy(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()
