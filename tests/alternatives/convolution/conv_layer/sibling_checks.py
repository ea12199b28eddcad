"""The text's layer with a pair made of an int; corr2d's own ValueErrors do for bad input."""

import torch
from torch import nn

from convolution.corr2d import corr2d


class Conv2D(nn.Module):
    def __init__(self, kernel_size):
        super().__init__()
        if type(kernel_size) is int:
            kernel_size = kernel_size, kernel_size
        self.weight = nn.Parameter(torch.rand(kernel_size))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return corr2d(x, self.weight) + self.bias
