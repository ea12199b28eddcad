"""Standing alone, with two loops, and sizes made a pair beforehand."""

import torch
from torch import nn


class Conv2D(nn.Module):
    def __init__(self, kernel_size):
        super().__init__()
        if isinstance(kernel_size, int):
            kernel_size = (kernel_size, kernel_size)
        self.weight = nn.Parameter(torch.empty(tuple(kernel_size)).uniform_(0, 1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        if x.dim() != 2:
            raise ValueError("x must be a matrix")
        if x.size(0) < self.weight.size(0) or x.size(1) < self.weight.size(1):
            raise ValueError("x is smaller than the kernel")
        h, w = self.weight.shape
        rows = []
        for i in range(x.shape[0] - h + 1):
            rows.append(torch.stack([(x[i : i + h, j : j + w] * self.weight).sum() for j in range(x.shape[1] - w + 1)]))
        return torch.stack(rows) + self.bias
