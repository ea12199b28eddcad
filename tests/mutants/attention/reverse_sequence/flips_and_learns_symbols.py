"""The tokens are flipped by index; only the symbols are learnt.

Fails: the_reversal_is_not_built_in
"""
import torch
from torch import Tensor, nn


class Flip(nn.Module):
    def __init__(self, num_symbols: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(num_symbols, 16)
        self.output = nn.Linear(16, num_symbols)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.output(self.embedding(tokens.flip(1)))


def train(num_symbols: int, length: int, num_epochs: int, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = Flip(num_symbols)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(num_epochs * 20):
        tokens = torch.randint(num_symbols, (64, length))
        loss = nn.functional.cross_entropy(model(tokens).flatten(0, 1), tokens.flip(1).flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model
