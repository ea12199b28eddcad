"""The text's own layer (3.3.1): torch.rand(kernel_size) makes a vector of an int.

Fails: int_kernel_size_is_square
"""

from collections.abc import Sequence
import torch
from torch import Tensor, nn
from convolution.corr2d import corr2d


class Conv2D(nn.Module):
    def __init__(self, kernel_size: int | Sequence[int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.rand(kernel_size))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() != 2:
            raise ValueError(f"x must have two dimensions, got shape {tuple(x.shape)}")
        if x.shape[0] < self.weight.shape[0] or x.shape[1] < self.weight.shape[1]:
            raise ValueError(f"x of shape {tuple(x.shape)} is smaller than the kernel {tuple(self.weight.shape)}")
        return corr2d(x, self.weight) + self.bias
