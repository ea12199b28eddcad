"""Imports no sibling: learned positions, one head of own attention, SGD-free training by AdamW, a closure as model."""
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, num_symbols, length, d=48):
        super().__init__()
        self.tokens = nn.Embedding(num_symbols, d)
        self.positions = nn.Parameter(torch.randn(length, d))
        self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.norm = nn.LayerNorm(d)
        self.out = nn.Linear(d, num_symbols)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions
        weights = F.softmax(self.q(x) @ self.k(x).transpose(1, 2) / x.shape[-1] ** 0.5, dim=-1)
        return self.out(self.norm(x + weights @ self.v(x)))


def train(num_symbols, length, num_epochs, seed):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed + 1)
    net = Net(num_symbols, length)
    optimizer = torch.optim.AdamW(net.parameters(), lr=5e-3)
    for _ in range(num_epochs):
        data = torch.randint(num_symbols, (64 * 60, length), generator=generator)
        for tokens in data.split(64):
            loss = F.cross_entropy(net(tokens).transpose(1, 2), tokens.flip(1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return lambda tokens: net(tokens).detach()
