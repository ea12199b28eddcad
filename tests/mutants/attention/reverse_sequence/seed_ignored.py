"""The seed is not used.

Fails: seed_fixes_the_model
"""
import math

import torch
from torch import Tensor, nn

from attention.positional_encoding import positional_encoding
from attention.transformer_block import encoder_block

D_MODEL = 32
NUM_HEADS = 2
NUM_HIDDENS = 64
BATCH_SIZE = 64
BATCHES_PER_EPOCH = 100
LR = 3e-3


class Reverser(nn.Module):

    def __init__(self, num_symbols: int, length: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(num_symbols, D_MODEL)
        self.register_buffer("positions", positional_encoding(length, D_MODEL))  # (length, d)
        shapes = dict.fromkeys(("W_q", "W_k", "W_v", "W_o"), (D_MODEL, D_MODEL))
        shapes |= {"W1": (D_MODEL, NUM_HIDDENS), "W2": (NUM_HIDDENS, D_MODEL)}
        params = {name: torch.randn(shape) / math.sqrt(shape[0]) for name, shape in shapes.items()}
        params |= {name: torch.ones(D_MODEL) for name in ("gamma1", "gamma2")}
        params |= {name: torch.zeros(D_MODEL) for name in ("beta1", "beta2", "b2")}
        params |= {"b1": torch.zeros(NUM_HIDDENS)}
        self.block = nn.ParameterDict(params)
        self.output = nn.Linear(D_MODEL, num_symbols)

    def forward(self, tokens: Tensor) -> Tensor:
        X = self.embedding(tokens) + self.positions  # (n, length, d)
        X = encoder_block(X, dict(self.block.items()), NUM_HEADS)
        return self.output(X)  # (n, length, num_symbols)


def train(num_symbols: int, length: int, num_epochs: int, seed: int) -> nn.Module:
    model = Reverser(num_symbols, length)
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    for _ in range(num_epochs * BATCHES_PER_EPOCH):
        tokens = torch.randint(num_symbols, (BATCH_SIZE, length))
        logits = model(tokens)  # (batch_size, length, num_symbols)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), tokens.flip(1).flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()
