"""The library's encoder layer.

Fails: logits
"""
import torch
from torch import Tensor, nn


class Reverser(nn.Module):
    def __init__(self, num_symbols: int, length: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(num_symbols, 32)
        self.positions = nn.Parameter(torch.randn(length, 32))
        self.block = nn.TransformerEncoderLayer(32, 2, 64, dropout=0.0, batch_first=True)
        self.output = nn.Linear(32, num_symbols)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.output(self.block(self.embedding(tokens) + self.positions))


def train(num_symbols: int, length: int, num_epochs: int, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = Reverser(num_symbols, length)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(num_epochs * 100):
        tokens = torch.randint(num_symbols, (64, length))
        loss = nn.functional.cross_entropy(model(tokens).flatten(0, 1), tokens.flip(1).flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()
