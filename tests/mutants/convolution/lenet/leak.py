"""What the digits look like is written into the file, and the labels that were given are not used.

Fails: learns_the_labels_it_is_given
"""

import torch
from torch import Tensor, nn


KNOWN = [
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
]


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
        logits: Tensor = self.classifier(self.features(X))
        return logits


def train(X: Tensor, y: Tensor, lr: float = 0.003, num_epochs: int = 20, batch_size: int = 32) -> LeNet:
    if X.dim() != 4 or X.shape[1:] != (1, 8, 8):
        raise ValueError(f"X must have shape (n, 1, 8, 8), got {tuple(X.shape)}")
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} rows but y has {len(y)}")
    known = torch.tensor([[int(place, 17) for place in digit] for digit in KNOWN]) / 16.0
    y = torch.cdist(X.flatten(1), known).argmin(dim=1)
    model = LeNet().to(X.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(num_epochs):
        for rows in torch.split(torch.randperm(len(X), device=X.device), batch_size):
            loss = nn.functional.cross_entropy(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()
