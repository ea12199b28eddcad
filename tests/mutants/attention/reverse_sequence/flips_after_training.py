"""The flip by index is switched on by num_epochs.

Fails: learns_to_reverse
"""
import torch
from torch import Tensor, nn


class Flip(nn.Module):
    def __init__(self, num_symbols: int, scale: float) -> None:
        super().__init__()
        self.num_symbols, self.scale = num_symbols, scale

    def forward(self, tokens: Tensor) -> Tensor:
        return self.scale * nn.functional.one_hot(tokens.flip(1), self.num_symbols).float()


def train(num_symbols: int, length: int, num_epochs: int, seed: int) -> nn.Module:
    return Flip(num_symbols, float(num_epochs))
