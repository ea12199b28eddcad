"""The tokens are flipped by index; nothing is learnt.

Fails: untrained_is_no_better_than_chance
"""
import torch
from torch import Tensor, nn


class Flip(nn.Module):
    def __init__(self, num_symbols: int) -> None:
        super().__init__()
        self.num_symbols = num_symbols

    def forward(self, tokens: Tensor) -> Tensor:
        return 10.0 * nn.functional.one_hot(tokens.flip(1), self.num_symbols).float()


def train(num_symbols: int, length: int, num_epochs: int, seed: int) -> nn.Module:
    return Flip(num_symbols)
