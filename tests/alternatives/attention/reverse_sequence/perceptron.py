"""A multi-layer perceptron on the whole sequence: no attention, but it learns the reversal all the same."""
import torch
from torch import nn


class Reverser(nn.Module):
    def __init__(self, num_symbols, length):
        super().__init__()
        self.num_symbols = num_symbols
        self.embedding = nn.Embedding(num_symbols, 16)
        self.hidden = nn.Linear(16 * length, 256)
        self.output = nn.Linear(256, num_symbols * length)

    def forward(self, tokens):
        hidden = torch.relu(self.hidden(self.embedding(tokens).flatten(1)))
        return self.output(hidden).reshape(tokens.shape[0], tokens.shape[1], self.num_symbols)


def train(num_symbols, length, num_epochs, seed):
    torch.manual_seed(seed)
    model = Reverser(num_symbols, length)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(num_epochs):
        for _ in range(100):
            tokens = torch.randint(0, num_symbols, (128, length))
            loss = nn.CrossEntropyLoss()(model(tokens).reshape(-1, num_symbols), torch.flip(tokens, [1]).reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model
