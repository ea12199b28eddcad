"""The bias starts at one.

Fails: weight_and_bias_are_parameters
"""

from collections.abc import Sequence
import torch
from torch import Tensor, nn
from convolution.corr2d import corr2d


class Conv2D(nn.Module):
    def __init__(self, kernel_size: int | Sequence[int]) -> None:
        super().__init__()
        height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
        self.weight = nn.Parameter(torch.rand(height, width))
        self.bias = nn.Parameter(torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() != 2:
            raise ValueError(f"x must have two dimensions, got shape {tuple(x.shape)}")
        if x.shape[0] < self.weight.shape[0] or x.shape[1] < self.weight.shape[1]:
            raise ValueError(f"x of shape {tuple(x.shape)} is smaller than the kernel {tuple(self.weight.shape)}")
        return corr2d(x, self.weight) + self.bias
