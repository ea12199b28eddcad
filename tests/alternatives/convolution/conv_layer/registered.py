"""Parameters registered by name; windows times the weight as one einsum."""

import torch
from torch import nn


class Conv2D(nn.Module):
    def __init__(self, kernel_size):
        super().__init__()
        kernel_size = (kernel_size,) * 2 if not hasattr(kernel_size, "__len__") else kernel_size
        self.register_parameter("weight", nn.Parameter(torch.zeros(*kernel_size)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(1)))
        nn.init.uniform_(self.weight)

    def forward(self, x):
        if x.dim() != 2:
            raise ValueError("x must be a matrix")
        if x.size(0) < self.weight.size(0) or x.size(1) < self.weight.size(1):
            raise ValueError("x is smaller than the kernel")
        h, w = self.weight.shape
        return self.bias + torch.einsum("ijab,ab->ij", x.unfold(0, h, 1).unfold(1, w, 1), self.weight)
