"""Capstone: a transformer that learns to read backwards.

Text: -
Order: 10
Needs: positional_encoding, transformer_block
"""
import math

import torch
from torch import Tensor, nn

### BEGIN SOLUTION
from attention.positional_encoding import positional_encoding
from attention.transformer_block import encoder_block

D_MODEL = 32
NUM_HEADS = 2
NUM_HIDDENS = 64
BATCH_SIZE = 64
BATCHES_PER_EPOCH = 100
LR = 3e-3


class Reverser(nn.Module):
    """Embed the tokens, add their positions, one encoder block, one linear layer: (n, length) -> logits."""

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
### END SOLUTION


def train(num_symbols: int, length: int, num_epochs: int, seed: int) -> nn.Module:
    """Train a model that reverses sequences: its most likely symbol at position i is the token at length - 1 - i.

    Draw the sequences yourself, all tokens independent and uniform over the symbols; how many make an epoch is yours to
    choose. The model is to *learn* where to look: it gets the tokens in their order, and untrained it knows nothing.
    Import your own exercises or write what you need here; `torch.nn` layers and `torch.optim` may be used, library
    attention (`nn.MultiheadAttention`, `nn.Transformer*`, `F.scaled_dot_product_attention`) not.

    The grader calls `train(10, 8, 10, seed)`, allows it 30 seconds on one core, and takes the better of two seeds.

    Args:
        num_symbols: tokens are integers from 0 to num_symbols - 1.
        length: the length of every sequence.
        num_epochs: with 0, the model is returned untrained: no better than chance.
        seed: fixes every random choice: the same arguments give the same model.

    Returns:
        A model; `model(tokens)` takes int64 tokens, shape (n, length), and returns float32 logits, shape
        (n, length, num_symbols). On sequences it never saw, at least 0.99 of the tokens are right.

    >>> train(3, 4, 0, seed=0)(torch.tensor([[0, 1, 2, 2]])).shape
    torch.Size([1, 4, 3])
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
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
    ### END SOLUTION
